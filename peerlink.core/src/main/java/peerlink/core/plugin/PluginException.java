package peerlink.core.plugin;

/** Says why a plugin can't be used. The message is the one line that its user sees. */
class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    PluginException(String message) {
        super(message);
    }

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
