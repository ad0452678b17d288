package peerlink.core.plugin;

/**
 * Says that a plugin is for another part of PeerLink than a node, such as a store for a registry.
 * The plugin is sound.
 */
final class UnusedPluginException extends PluginException {
    private static final long serialVersionUID = 1L;

    UnusedPluginException(String message) {
        super(message);
    }
}
