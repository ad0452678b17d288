package peerlink.api;

import java.io.IOException;

/** Takes over an accepted link. */
@FunctionalInterface
public interface LinkHandler {
    /**
     * Speaks on the link until there is nothing left to say. Called on a virtual thread of the link's own, which it may
     * block; the link is closed when it returns or throws.
     *
     * @throws IOException if the link fails; it is logged by whoever called
     */
    void handle(Link link) throws IOException;
}
