package peerlink.cli.local;

import java.util.Locale;

/** The things that the user can do about plugins. */
public enum PluginDeed {
    LIST,
    INFO,
    ALLOW,
    ENABLE,
    DISABLE,
    RELOAD,
    INSTALL,
    REMOVE;

    /** Returns the word that the user types. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether it changes nothing. */
    boolean isQuestion() {
        return this == LIST || this == INFO;
    }
}
