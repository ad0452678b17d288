package peerlink.core.plugin;

import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.Transport;

/**
 * Holds a plugin's modules in a layer and class loader of their own, below PeerLink's. They see the
 * API and the exports of PeerLink, and no other module sees them.
 *
 * @param loader loads all of the plugin's classes
 */
record PluginLayer(
        ClassLoader loader,
        List<Plugin> plugins,
        List<MessageHandler> handlers,
        List<Transport> transports,
        List<Carrier> carriers,
        List<Discovery> discoveries) {

    /**
     * Makes the layer and the providers in it. Runs the plugin's code, which may throw anything or
     * never return.
     */
    static PluginLayer open(PluginModules modules) throws PluginException {
        ModuleLayer layer = define(modules);
        PluginLayer opened =
                new PluginLayer(
                        layer.findLoader(modules.roots().getFirst().name()),
                        providers(layer, Plugin.class),
                        providers(layer, MessageHandler.class),
                        providers(layer, Transport.class),
                        providers(layer, Carrier.class),
                        providers(layer, Discovery.class));
        if (opened.isEmpty()) {
            // only the type tells the origin of a provider without making it
            throw new PluginException(
                    "no provider found: the method provider() must return its own class's type");
        }
        return opened;
    }

    private boolean isEmpty() {
        return plugins.isEmpty()
                && handlers.isEmpty()
                && transports.isEmpty()
                && carriers.isEmpty()
                && discoveries.isEmpty();
    }

    private static ModuleLayer define(PluginModules modules) throws PluginException {
        try {
            // with the finder as the *before* finder, a plugin that bundles a copy of the API would
            // get that copy, and provide none of our services
            Configuration configuration =
                    modules.parent()
                            .configuration()
                            .resolve(
                                    ModuleFinder.of(),
                                    modules.finder(),
                                    modules.roots().stream()
                                            .map(ModuleDescriptor::name)
                                            .collect(Collectors.toSet()));
            return modules.parent()
                    .defineModulesWithOneLoader(configuration, PluginLayer.class.getClassLoader());
        } catch (FindException | ResolutionException | LayerInstantiationException e) {
            throw new PluginException(
                    Objects.requireNonNullElse(e.getMessage(), "its modules don't fit together"),
                    e);
        }
    }

    /** Returns only the layer's own providers: a service loader also finds those of the parent. */
    private static <S> List<S> providers(ModuleLayer layer, Class<S> service) {
        return ServiceLoader.load(layer, service).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
