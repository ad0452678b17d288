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
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.Settings;
import peerlink.api.Transport;

/**
 * Holds a plugin's modules in a layer and class loader of their own, below PeerLink's. They see the
 * API and the exports of PeerLink, and no other module sees them.
 *
 * @param loader loads all of the plugin's classes
 */
record PluginLayer(
        ModuleLayer modules,
        ClassLoader loader,
        List<Transport> transports,
        List<Carrier> carriers,
        List<Discovery> discoveries) {

    /** Holds the providers that run in a node, made when the plugin is started. */
    record Starters(List<Plugin> plugins, List<MessageHandler> handlers) {
        static final Starters NONE = new Starters(List.of(), List.of());
    }

    /**
     * Makes the layer, and the providers in it by which peers are found and reached. Runs the
     * plugin's code, which may throw anything or never return.
     */
    static PluginLayer open(PluginModules modules) throws PluginException {
        ModuleLayer layer = define(modules);
        if (!hasProviders(layer)) {
            // only the type tells the origin of a provider without making it
            throw new PluginException(
                    "no provider found: the method provider() must return its own class's type");
        }
        return new PluginLayer(
                layer,
                layer.findLoader(modules.roots().getFirst().name()),
                providers(layer, Transport.class),
                providers(layer, Carrier.class),
                providers(layer, Discovery.class));
    }

    /** Gives the providers the user's settings. Runs the plugin's code, as {@link #open} does. */
    void configure(Settings settings) {
        transports.forEach(one -> one.configure(settings));
        carriers.forEach(one -> one.configure(settings));
        discoveries.forEach(one -> one.configure(settings));
    }

    /** Tells whether a provider may read the user's settings without having declared them. */
    boolean mayReadSettings() {
        return Stream.of(transports, carriers, discoveries)
                .flatMap(List::stream)
                .anyMatch(
                        one ->
                                overrides(one, "configure", Settings.class)
                                        || one instanceof Discovery
                                                && overrides(
                                                        one,
                                                        "open",
                                                        Address.class,
                                                        DirectoryContext.class));
    }

    private static boolean overrides(Object provider, String method, Class<?>... parameters) {
        try {
            return !provider.getClass()
                    .getMethod(method, parameters)
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the other providers. Runs the plugin's code, as {@link #open} does. */
    Starters starters() {
        return new Starters(
                providers(modules, Plugin.class), providers(modules, MessageHandler.class));
    }

    private static boolean hasProviders(ModuleLayer layer) {
        return Stream.of(
                        Plugin.class,
                        MessageHandler.class,
                        Transport.class,
                        Carrier.class,
                        Discovery.class)
                .anyMatch(service -> own(layer, service).findAny().isPresent());
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

    private static <S> List<S> providers(ModuleLayer layer, Class<S> service) {
        return own(layer, service).map(ServiceLoader.Provider::get).toList();
    }

    /** Returns only the layer's own providers: a service loader also finds those of the parent. */
    private static <S> Stream<ServiceLoader.Provider<S>> own(ModuleLayer layer, Class<S> service) {
        return ServiceLoader.load(layer, service).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer);
    }
}
