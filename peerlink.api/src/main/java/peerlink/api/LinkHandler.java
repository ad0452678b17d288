package peerlink.api;

import java.io.IOException;

/** Serves an accepted link. */
@FunctionalInterface
public interface LinkHandler {
    /**
     * Speaks on the link until there is nothing left to say. Called on a thread of the link's own,
     * which it may block. The link is closed when it returns or throws.
     *
     * @throws IOException if the link fails; the caller logs it
     */
    void handle(Link link) throws IOException;
}
