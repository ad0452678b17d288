package peerlink.registry;

import java.io.IOException;
import peerlink.api.Link;

/** Opens the links of a directory, one after another. */
interface Connector extends AutoCloseable {
    /** Opens a link that speaks {@link Limits#PROTOCOL}. */
    Link connect() throws IOException;

    /** Releases its resources; no call follows. Never blocks for long. */
    @Override
    default void close() {}
}
