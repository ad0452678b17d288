package peerlink.core.model;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Tells of changes to the user's configuration for plugins. Asked by one thread at a time. */
public interface PluginSettingsSource {
    /**
     * Returns the configuration, by the plugin's name, if it has changed since the last call.
     *
     * @throws IOException once for each change that can't be read
     */
    Optional<Map<String, Map<String, String>>> changed() throws IOException;

    /**
     * Returns the file that has a setting now, for people; empty if none has. May be called from
     * any thread.
     */
    default String place(String plugin, String key) {
        return "";
    }
}
