package peerlink.core;

import java.util.Map;

/** Holds the user's configuration for plugins, as it is now. Safe for use by several threads. */
final class PluginSettings {
    private volatile Map<String, Map<String, String>> all;

    PluginSettings(Map<String, Map<String, String>> all) {
        this.all = Map.copyOf(all);
    }

    /** Returns that of a plugin; empty if there is none. */
    Map<String, String> of(String plugin) {
        return all.getOrDefault(plugin, Map.of());
    }

    void change(Map<String, Map<String, String>> now) {
        all = Map.copyOf(now);
    }
}
