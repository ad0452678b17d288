/**
 * Plugins: found, loaded into layers of their own, started, stopped. It knows no node.
 *
 * <pre>
 *   Plugins ── LoadedPlugin ──┬── PluginSource, PluginModules, PluginCopies      jars
 *                             ├── PluginLayer                                    modules and class loader
 *                             └── PluginScope ──► PluginEnvironment              the plugin's only door
 *   PluginCall                                                                   its code, on a thread of its own
 * </pre>
 *
 * <p>The node calls it, and a registry that looks for stores. Each call of a plugin's code runs on
 * a virtual thread {@code peerlink plugin-ROLE NAME} with a limit of time. A plugin's throwable
 * becomes its state in one place.
 */
@NullMarked
package peerlink.core.plugin;

import org.jspecify.annotations.NullMarked;
