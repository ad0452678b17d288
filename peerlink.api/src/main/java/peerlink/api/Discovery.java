package peerlink.api;

import java.io.IOException;

/**
 * Opens directories, which find peers. A service: found with {@link java.util.ServiceLoader},
 * chosen by the scheme of a directory's address. May be called from any thread.
 *
 * <p>The directories that one discovery opens agree: none of them tells something older of a peer
 * than another one of them has told before. So a listener to several of them goes by the latest
 * event, and a peer has left when it has left all of them.
 */
public interface Discovery {
    /**
     * Returns the scheme of the directory addresses that it serves, such as {@code registry}; lower
     * case.
     */
    String scheme();

    /**
     * Gives it the user's settings, once, before any call but that of {@link #scheme}. It declares
     * its settings by asking for them here, and may keep the object and ask again. An exception is
     * a failure of the plugin. Called on a thread of the plugin's, and only for a plugin's; the
     * default takes none.
     */
    default void configure(Settings settings) {}

    /**
     * Opens the directory at an address, which need not be reachable yet: a directory connects when
     * it is first used and again whenever the connection is lost.
     *
     * @param directory the address, of this discovery's scheme
     * @param network opens the links, in the node's own identity
     * @throws IllegalArgumentException if the address can't be of this kind; the message says why
     * @throws IOException if it can't be opened at all
     */
    Directory open(Address directory, Network network) throws IOException;

    /**
     * Opens the directory as {@link #open(Address, Network)} does, for a discovery that has
     * settings or needs the contacts. PeerLink calls this one.
     *
     * @param context the node's side of the directory
     */
    default Directory open(Address directory, DirectoryContext context) throws IOException {
        return open(directory, context.network());
    }
}
