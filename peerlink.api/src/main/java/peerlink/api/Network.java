package peerlink.api;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Links on which both sides have agreed on a {@link Protocol}: whoever opens one says hello and names the protocol, whoever
 * accepts it answers or refuses. All transports lie behind it. Safe for use by several threads.
 */
public interface Network {
    /** Returns the identity that its links prove. */
    Identity identity();

    /**
     * Opens a link and agrees on the protocol. Blocks at most 20 seconds. The caller closes the link.
     *
     * @param expected whom to expect, or null to accept whoever answers
     * @throws IdentityMismatchException if another key answered than the one expected
     * @throws RefusedException if the other side refuses, for example since it doesn't speak the protocol
     * @throws IOException if nobody answers there or no transport serves the address's scheme
     */
    @SuppressWarnings("exports") // who compiles against this needs no JSpecify
    Link open(Address address, Protocol protocol, @Nullable PeerId expected) throws IOException;

    /**
     * Accepts links for the protocols named; another protocol is answered with a refusal. A link on which nobody says
     * hello within 10 seconds is closed.
     *
     * @param handlers what serves each protocol; called as {@link LinkHandler} says, after the hello
     */
    Listener listen(Address address, Map<Protocol, LinkHandler> handlers) throws IOException;
}
