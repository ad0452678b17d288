package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginSettingsSource;
import peerlink.core.model.PluginStatus;
import peerlink.core.plugin.Plugins;

/**
 * Lists and changes a profile's plugins without a node: those that may run are
 * {@linkplain PluginStatus.State#INSTALLED installed}. Runs no code of theirs.
 */
public final class InstalledPlugins implements AutoCloseable {
    private final Plugins plugins;
    private final PluginSettingsSource source;

    private InstalledPlugins(Plugins plugins, PluginSettingsSource source) {
        this.plugins = plugins;
        this.source = source;
    }

    /**
     * Reads the plugins. May be used beside a node of the profile, which does not notice changes of
     * agreements: {@link Node#pluginControl} makes them there.
     *
     * @param profile the profile's folder, where the jars are copied to while they are read
     */
    public static InstalledPlugins open(PluginFolders folders, Path profile, InstantSource clock)
            throws IOException {
        return open(folders, profile, clock, Map.of(), Optional::empty);
    }

    /**
     * Reads the plugins, as {@link #open(PluginFolders, Path, InstantSource)} does, with the user's
     * settings for them.
     *
     * @param settings the settings by the plugin's name
     * @param source says where they stand
     */
    public static InstalledPlugins open(
            PluginFolders folders,
            Path profile,
            InstantSource clock,
            Map<String, Map<String, String>> settings,
            PluginSettingsSource source)
            throws IOException {
        return new InstalledPlugins(
                Plugins.list(
                        folders,
                        profile.toAbsolutePath(),
                        clock,
                        name -> settings.getOrDefault(name, Map.of())),
                source);
    }

    /** Returns the changes that the user can make. They count from the next start of a node on. */
    public PluginControl control() {
        return new PluginControl(plugins.changes(), source);
    }

    @Override
    public void close() {
        plugins.close();
    }
}
