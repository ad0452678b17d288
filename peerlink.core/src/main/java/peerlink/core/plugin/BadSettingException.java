package peerlink.core.plugin;

/** Reports that the user's value for a plugin's setting is not allowed; the user's mistake. */
final class BadSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
