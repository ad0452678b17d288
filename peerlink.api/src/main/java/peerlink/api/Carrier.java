package peerlink.api;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Opens and accepts circuits by way of something between two peers that can't reach each other,
 * such as a relay. A service: found with {@link java.util.ServiceLoader}, chosen by the scheme of
 * an {@link Address}. The {@code tls} transport then makes an end-to-end link of each circuit, so a
 * carrier is trusted with nothing.
 *
 * <p>All methods may be called from any thread.
 */
public interface Carrier {
    /** Returns the scheme of the addresses it serves, such as {@code relay}; lower case. */
    String scheme();

    /**
     * Gives it the user's settings, once, before any call but that of {@link #scheme}. It declares
     * its settings by asking for them here, and may keep the object and ask again. An exception is
     * a failure of the plugin. Called on a thread of the plugin's, and only for a plugin's; the
     * default takes none.
     */
    default void configure(Settings settings) {}

    /**
     * Opens a circuit to a peer that listens at the address. Blocks at most 30 seconds.
     *
     * @param address a place of this carrier's scheme
     * @param peer the peer to reach there
     * @param network opens links to the carrier's own servers, in the node's identity
     * @throws IllegalArgumentException if the address can't be of this kind; the message says why
     * @throws IOException if there is no way to the peer now. A refusal by the carrier's server is
     *     no refusal by the peer, so never a {@link RefusedException}; nor is a server with another
     *     key an {@link IdentityMismatchException}.
     */
    Circuit connect(Address address, PeerId peer, Network network) throws IOException;

    /**
     * Lets peers open circuits to this node at the address, until the listener is closed or the
     * place is lost. Blocks until the place is there, at most 30 seconds.
     *
     * @param onCircuit called for each circuit that a peer opens, each time on a virtual thread of
     *     its own, which it may block; the circuit is then its own to close
     * @param onLost called at most once, when the place is lost without having been closed here;
     *     the circuits go on. A {@link RefusedException} tells the time to wait before another try.
     *     It must not block for long.
     * @throws IllegalArgumentException if the address can't be of this kind; the message says why
     * @throws RefusedException if the server declines
     * @throws IOException if the server can't be reached
     */
    Listener listen(
            Address address,
            Network network,
            Consumer<Circuit> onCircuit,
            Consumer<IOException> onLost)
            throws IOException;
}
