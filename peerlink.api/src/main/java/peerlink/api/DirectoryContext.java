package peerlink.api;

import java.util.Map;
import java.util.Set;

/**
 * Gives a {@link Discovery} the things of the node that its directory may use. Valid until the
 * directory is closed; safe for use by several threads. It has no settings if the discovery is no
 * plugin's.
 */
public interface DirectoryContext extends Settings {
    /** Returns the network, which opens links in the node's own identity. */
    Network network();

    /**
     * Returns the ids of the contacts that are not blocked, as they are now. Never waits. A
     * directory in which peers hide from strangers recognises these.
     */
    Set<PeerId> contacts();

    /** Returns a context without settings and contacts. */
    static DirectoryContext of(Network network) {
        return of(network, Map.of(), Set.of());
    }

    /** Returns a context in which nothing changes. */
    static DirectoryContext of(
            Network network, Map<String, String> settings, Set<PeerId> contacts) {
        record Fixed(Network network, Map<String, String> settings, Set<PeerId> contacts)
                implements DirectoryContext {}
        return new Fixed(network, Map.copyOf(settings), Set.copyOf(contacts));
    }
}
