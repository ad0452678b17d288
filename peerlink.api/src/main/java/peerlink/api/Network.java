package peerlink.api;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens and accepts links on which both sides have agreed on a {@link Protocol}. The side that
 * opens a link says hello and names the protocol; the other side answers or refuses. All transports
 * lie behind it. Safe for use by several threads.
 */
public interface Network {
    /** Returns the identity that its links prove. */
    Identity identity();

    /**
     * Opens a link and agrees on the protocol. Blocks at most 20 seconds. The caller closes the
     * link.
     *
     * @param expected the peer to expect, or null to accept any peer that answers
     * @throws IdentityMismatchException if another key answered than the one expected
     * @throws RefusedException if the other side refuses, for example since it doesn't speak the
     *     protocol
     * @throws IOException if nobody answers there or no transport serves the address's scheme
     */
    @SuppressWarnings("exports") // callers that compile against this need no JSpecify
    Link open(Address address, Protocol protocol, @Nullable PeerId expected) throws IOException;

    /**
     * Opens a link as {@link #open} does, from the port on which the node listens, if it listens
     * and the system allows it. A directory is reached so: the address from which it sees the node
     * is then the one by which routers know that port.
     */
    @SuppressWarnings("exports") // callers that compile against this need no JSpecify
    default Link openFromListener(Address address, Protocol protocol, @Nullable PeerId expected)
            throws IOException {
        return open(address, protocol, expected);
    }

    /**
     * Accepts links for the protocols named; another protocol is answered with a refusal. A link on
     * which nobody says hello within 10 seconds is closed.
     *
     * @param handlers the handler of each protocol; called as {@link LinkHandler} says, after the
     *     hello
     */
    Listener listen(Address address, Map<Protocol, LinkHandler> handlers) throws IOException;
}
