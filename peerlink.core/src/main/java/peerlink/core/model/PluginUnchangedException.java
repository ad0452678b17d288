package peerlink.core.model;

import java.io.IOException;

/** Says that what the user wants of a plugin can't be done; nothing was changed. */
public final class PluginUnchangedException extends IOException {
    private static final long serialVersionUID = 1L;

    public PluginUnchangedException(String message) {
        super(message);
    }
}
