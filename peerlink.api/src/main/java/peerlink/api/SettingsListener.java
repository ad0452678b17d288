package peerlink.api;

import java.util.Set;

/**
 * Hears that the user has changed settings of the plugin while it runs. Registered through {@link
 * PluginContext#watchSettings}.
 */
public interface SettingsListener {
    /**
     * Hears of a change. {@link PluginContext#setting} has the new values already. Called on a
     * thread of the plugin's, and interrupted after 30 seconds, as a {@link MessageHandler} is.
     *
     * @param keys the keys whose values are others now, among those that the plugin has asked for
     * @throws Exception if anything goes wrong; it is reported as the plugin's failure
     */
    void changed(Set<String> keys) throws Exception;
}
