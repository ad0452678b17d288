package peerlink.core.model;

import java.util.Optional;

/**
 * Describes a setting that a plugin has declared, for people.
 *
 * @param key its key under {@code [plugins.NAME]}
 * @param text the user's value; empty if the usual one holds
 * @param usual the value where the user has set none
 * @param allowed the values that there are
 * @param description its meaning
 */
public record PluginSetting(
        String key, Optional<String> text, String usual, String allowed, String description) {}
