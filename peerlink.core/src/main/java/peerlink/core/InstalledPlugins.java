package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import peerlink.core.model.PluginStatus;
import peerlink.core.plugin.Plugins;

/** Lists plugins without a node. */
public final class InstalledPlugins {
    private InstalledPlugins() {}

    /**
     * Returns the plugins by name, {@linkplain PluginStatus.State#INSTALLED installed} if they
     * could be loaded. Runs no code of theirs, and may be used beside a node of the profile.
     *
     * @param folders the folders of plugins
     * @param profile the profile's folder, where the jars are copied to while they are read
     */
    public static List<PluginStatus> list(List<Path> folders, Path profile) throws IOException {
        return Plugins.list(folders, profile.toAbsolutePath().resolve(NodeBuilder.PLUGIN_COPIES));
    }
}
