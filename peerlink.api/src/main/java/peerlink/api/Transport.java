package peerlink.api;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries frames between two peers that have proven their identities. A service: found with {@link
 * java.util.ServiceLoader}, chosen by the scheme of an {@link Address}.
 *
 * <p>Peers have Ed25519 and ECDSA P-256 keys. A transport makes a link between any two of these,
 * and none with an other side that shows a key of another kind.
 *
 * <p>All methods may be called from any thread. A transport keeps no state beside that of its links
 * and listeners.
 */
public interface Transport {
    /** Returns the scheme of the addresses it serves, such as {@code tls}; lower case. */
    String scheme();

    /**
     * Gives it the user's settings, once, before any call but that of {@link #scheme}. It declares
     * its settings by asking for them here, and may keep the object and ask again. An exception is
     * a failure of the plugin. Called on a thread of the plugin's, and only for a plugin's; the
     * default takes none.
     */
    default void configure(Settings settings) {}

    /**
     * Opens a link. Blocks until both sides have authenticated each other as far as this side can
     * tell, at most 10 seconds.
     *
     * @param identity the identity of this side
     * @param policy the demands on the link. A transport that crosses no network may leave it
     *     aside; any other one opens no link that falls short of it.
     * @param expected the peer to expect, or null to accept any peer that answers
     * @throws IllegalArgumentException if the address has another scheme
     * @throws IdentityMismatchException if another key answered than the one expected; no frame was
     *     sent
     * @throws IOException if nobody answers ({@code nobody listens on} and the {@linkplain
     *     Address#shortForm short form} of the address, if that is known), or the other side can't
     *     or won't authenticate itself
     */
    @SuppressWarnings("exports") // callers that compile against this need no JSpecify
    Link connect(Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
            throws IOException;

    /**
     * Accepts links until the listener is closed. Port 0 asks for any free port, {@link
     * Listener#address} tells it.
     *
     * @param identity the identity of this side
     * @param policy the demands on the links, as for {@link #connect}
     * @param onLink called for each authenticated link, each time on a thread of its own;
     *     the link is closed when it returns or throws. A peer that does not authenticate within 10
     *     seconds is dropped and never seen here.
     * @throws IllegalArgumentException if the address has another scheme
     * @throws IOException if the address can't be listened on: {@code can't listen on}, the short
     *     form of the address, and the reason, such as {@code : address already in use}. It is free
     *     again when the listener is closed.
     */
    Listener listen(Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
            throws IOException;

    /**
     * Opens a link as {@link #connect(Address, Identity, LinkPolicy, PeerId)} does, from the port
     * of a listener of this transport where the system allows it: the other side then sees the
     * address that routers have given to that port. Comes from any port otherwise, as the default
     * has it always; {@link LinkInfo#localAddress} tells.
     *
     * @param local the {@linkplain Listener#address address} of the listener
     */
    @SuppressWarnings("exports") // callers that compile against this need no JSpecify
    default Link connectFrom(
            Address local,
            Address address,
            Identity identity,
            LinkPolicy policy,
            @Nullable PeerId expected)
            throws IOException {
        return connect(address, identity, policy, expected);
    }

    /**
     * Meets a peer: both sides connect to each other at the same moment, each from the port on
     * which it listens. So each router in between takes the other side's connection for an answer.
     * Blocks at most 5 seconds beyond the delay, and gives up if the thread is interrupted.
     *
     * @param meeting says where and when
     * @throws IdentityMismatchException if another key was there
     * @throws IOException if the other side was not there, or this transport can't meet, as the
     *     default has it
     */
    default Link meet(Meeting meeting, Identity identity, LinkPolicy policy) throws IOException {
        throw new IOException("the transport '" + scheme() + "' can't meet peers");
    }

    /**
     * Says where and when two peers meet.
     *
     * @param local the {@linkplain Listener#address address} of a listener of this transport
     * @param remote the address at which the routers in between see the other peer's listener; its
     *     host is a number
     * @param peer the peer to expect
     * @param begins whether this side begins the handshake; the other one does not
     * @param delay the time until this side connects; a connection that the other one has opened
     *     to the listener meanwhile will do
     * @param onWaiting called once this side waits for such a connection: the other one may come
     *     from then on
     */
    record Meeting(
            Address local,
            Address remote,
            PeerId peer,
            boolean begins,
            Duration delay,
            Runnable onWaiting) {}

    /**
     * Opens a link over a circuit that leads to a peer, as the side that begins. Both sides
     * authenticate each other end to end, as on any other link. Blocks at most 10 seconds.
     *
     * @param circuit the way to the peer; it belongs to the link from then on, and is closed if
     *     none comes about
     * @param expected the peer to expect
     * @throws IdentityMismatchException if another key answered than the one expected; no frame was
     *     sent
     * @throws IOException if the other side can't or won't authenticate itself, or this transport
     *     makes no links over circuits, as the default has it
     */
    default Link connect(Circuit circuit, Identity identity, LinkPolicy policy, PeerId expected)
            throws IOException {
        circuit.close();
        throw noCircuits();
    }

    /**
     * Answers on a circuit that a peer has opened. Blocks until both sides have authenticated each
     * other, at most 10 seconds.
     *
     * @param circuit the way to the peer; it belongs to the link from then on, and is closed if
     *     none comes about
     * @param onLink called with the link on a thread of its own; the link is closed when it
     *     returns or throws
     * @throws IOException as {@link #connect(Circuit, Identity, LinkPolicy, PeerId)} does
     */
    default void accept(Circuit circuit, Identity identity, LinkPolicy policy, LinkHandler onLink)
            throws IOException {
        circuit.close();
        throw noCircuits();
    }

    private IOException noCircuits() {
        return new IOException("the transport '" + scheme() + "' makes no links over circuits");
    }
}
