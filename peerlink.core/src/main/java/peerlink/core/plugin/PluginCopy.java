package peerlink.core.plugin;

import java.nio.file.Path;

/**
 * A plugin's jars as they were copied, from which it is loaded.
 *
 * @param directory the folder of the copies, which has nothing else
 */
record PluginCopy(Path directory, PluginModules modules) {}
