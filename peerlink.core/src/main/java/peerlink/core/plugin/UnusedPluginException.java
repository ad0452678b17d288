package peerlink.core.plugin;

/** A plugin is for another part of PeerLink than a node, such as a store for a registry; nothing is wrong with it. */
final class UnusedPluginException extends PluginException {
    private static final long serialVersionUID = 1L;

    UnusedPluginException(String message) {
        super(message);
    }
}
