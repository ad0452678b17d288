package peerlink.registry.client;

import java.io.IOException;
import java.util.Optional;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.registry.protocol.ProtocolLimits;

/** Opens the links of a directory, one after another. */
interface Connector extends AutoCloseable {
    /** Opens a link that speaks {@link ProtocolLimits#PROTOCOL}. */
    Link connect() throws IOException;

    /**
     * Returns the id of the key that the registry has proved on the last link, if others than this
     * machine's own nodes are to use the registry.
     */
    default Optional<PeerId> proved() {
        return Optional.empty();
    }

    /** Releases its resources; no call follows. Never blocks for long. */
    @Override
    default void close() {}
}
