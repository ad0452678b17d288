package peerlink.core.model;

import java.util.Optional;

/**
 * Describes a setting of a plugin, for people: one that it has declared, or one that the user has
 * given it.
 *
 * @param key its key under {@code [plugins.NAME]}
 * @param text the user's value; empty if there is none
 * @param holds the value that the plugin works with; empty if it has none, or reads the user's
 *     settings by itself
 * @param usual the value where the user has set none
 * @param allowed the values that there are; empty if the plugin has not declared it
 * @param description its meaning; empty if the plugin has not declared it
 * @param problem the reason why the user's value is not used; empty if it is
 * @param place the file that has the user's value; empty if that is not known
 */
public record PluginSetting(
        String key,
        Optional<String> text,
        Optional<String> holds,
        String usual,
        String allowed,
        String description,
        Optional<String> problem,
        String place) {
    /** Returns one that the plugin has not declared, with a user's text that holds. */
    public static PluginSetting unchecked(String key, String text) {
        return new PluginSetting(
                key, Optional.of(text), Optional.empty(), "", "", "", Optional.empty(), "");
    }

    /** Returns the same with a reason why the user's value is not used. */
    public PluginSetting with(String reason) {
        return new PluginSetting(
                key, text, holds, usual, allowed, description, Optional.of(reason), place);
    }

    /** Returns the same with a user's text that the plugin has not read; empty if there is none. */
    public PluginSetting given(Optional<String> now) {
        return new PluginSetting(
                key, now, Optional.empty(), usual, allowed, description, Optional.empty(), place);
    }

    /** Returns the same with the file that has the user's value. */
    public PluginSetting in(String file) {
        return new PluginSetting(key, text, holds, usual, allowed, description, problem, file);
    }
}
