package peerlink.api;

import java.util.Map;

/**
 * Gives a plugin the user's settings under {@code [plugins.NAME]} in the profile's configuration
 * file. All parts of a plugin have the same ones. Safe for use by several threads.
 */
public interface Settings {
    /**
     * Returns the user's settings as they are now; every value as text, none of them checked. Empty
     * if there are none.
     */
    Map<String, String> settings();

    /**
     * Returns the present value of a setting. The first call declares it. A plugin declares all of
     * its settings before it has started: then the user is told of keys in its section that it does
     * not know. Never blocks, so a plugin may ask each time that it needs the value.
     *
     * <p>While a chat or {@code listen} runs, a change of the file counts within a few seconds. A
     * new value that is not allowed is told to the user, and the one before holds.
     *
     * @throws IllegalArgumentException if the file has a value that is not allowed; the message
     *     names plugin, key, value and what is allowed, and does for a failed start
     */
    default <T> T setting(Setting<T> setting) {
        String text = settings().get(setting.key());
        return text == null ? setting.usual() : setting.read(text);
    }
}
