package peerlink.registry.client;

import java.io.IOException;
import peerlink.api.Link;
import peerlink.registry.protocol.ProtocolLimits;

/** Opens the links of a directory, one after another. */
interface Connector extends AutoCloseable {
    /** Opens a link that speaks {@link ProtocolLimits#PROTOCOL}. */
    Link connect() throws IOException;

    /** Releases its resources; no call follows. Never blocks for long. */
    @Override
    default void close() {}
}
