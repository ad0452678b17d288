package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Printable;
import peerlink.api.Transport;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.profile.PrivateFiles;

/**
 * Loads, starts and stops a node's plugins. Each jar, or folder of jars, in the plugin folders is
 * one plugin with a module layer of its own. A bad plugin is listed as failed and harms nothing
 * else: no fault of a plugin makes these methods throw.
 *
 * <p>First {@link #load}: transports and discoveries are there before the node listens. Then {@link
 * #start}: the node is running when a plugin is started.
 */
public final class Plugins implements AutoCloseable {
    private final List<LoadedPlugin> plugins = new ArrayList<>();
    private final PluginLimits limits;
    private final ModuleLayer parent;
    private final Path copiesFolder;
    private final Predicate<PluginModules> isWanted;

    /** The copies of the jars; made with the first one. */
    private @Nullable PluginCopies copies;

    private Plugins(PluginLimits limits, Path copiesFolder, Predicate<PluginModules> isWanted) {
        this.limits = limits;
        this.isWanted = isWanted;
        this.copiesFolder = copiesFolder;
        this.parent =
                Objects.requireNonNullElse(
                        Plugins.class.getModule().getLayer(), ModuleLayer.boot());
    }

    /**
     * Loads the classes of the plugins, and makes the providers by which peers are found and
     * reached. Of two plugins with one name, the
     * one in the earlier folder counts: the user's folder comes before the image's.
     *
     * @param copies the folder to copy the jars to, made if there is need. It lies in the profile,
     *     which is there as long as anything works, while the system's folder for temporary files
     *     may be full or closed to us
     */
    public static Plugins load(List<Path> folders, PluginLimits limits, Path copies)
            throws IOException {
        return load(folders, limits, copies, _ -> true);
    }

    /**
     * Loads as {@link #load(List, PluginLimits, Path)} does, but only plugins that bring a
     * transport, a carrier or a discovery: for a node that starts no plugin. It makes no other
     * provider of theirs.
     */
    public static Plugins loadCarriers(List<Path> folders, PluginLimits limits, Path copies)
            throws IOException {
        return load(folders, limits, copies, PluginModules::reachesPeers);
    }

    private static Plugins load(
            List<Path> folders, PluginLimits limits, Path copies, Predicate<PluginModules> isWanted)
            throws IOException {
        Plugins plugins = new Plugins(limits, copies, isWanted);
        try {
            plugins.loadAll(folders);
            return plugins;
        } catch (InterruptedException e) {
            plugins.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while plugins were loaded", e);
        } catch (IOException e) {
            plugins.close();
            throw e;
        }
    }

    /**
     * Starts the plugins that were loaded, beside one another. Returns when each has started or
     * failed, or after a second. Slower ones go on beside the node, and fail if they take more than
     * ten.
     */
    public void start(PluginEnvironment environment) {
        try {
            plugins.forEach(plugin -> plugin.start(environment));
            long end = System.nanoTime() + limits.patience().toNanos();
            for (LoadedPlugin plugin : plugins) {
                plugin.awaitStart(end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns these transports and those of the plugins; none for a scheme that is served already.
     */
    public List<Transport> transports(Collection<Transport> own) throws InterruptedException {
        return joined(own, PluginLayer::transports, Transport::scheme, KeptScheme.OfTransport::new);
    }

    /**
     * Returns these carriers and those of the plugins; none for a scheme that is served already.
     */
    public List<Carrier> carriers(Collection<Carrier> own) throws InterruptedException {
        return joined(own, PluginLayer::carriers, Carrier::scheme, KeptScheme.OfCarrier::new);
    }

    /**
     * Returns these discoveries and those of the plugins; none for a scheme that is served already.
     */
    public List<Discovery> discoveries(Collection<Discovery> own) throws InterruptedException {
        return joined(
                own, PluginLayer::discoveries, Discovery::scheme, KeptScheme.OfDiscovery::new);
    }

    /** Returns the name of the plugin that has made a provider; empty if none did. */
    public Optional<String> owner(Object provider) {
        Object own = provider instanceof KeptScheme kept ? kept.provider() : provider;
        ClassLoader loader = own.getClass().getClassLoader();
        return plugins.stream()
                .filter(
                        plugin ->
                                plugin.layer() instanceof PluginLayer one && one.loader() == loader)
                .map(plugin -> plugin.status().name())
                .findFirst();
    }

    /** Returns the status of each plugin, by name. */
    public List<PluginStatus> statuses() {
        return plugins.stream()
                .map(LoadedPlugin::status)
                .sorted(Comparator.comparing(PluginStatus::name))
                .toList();
    }

    /** Returns the class loader of a plugin that runs. */
    @Nullable ClassLoader loader(String name) {
        return plugins.stream()
                .filter(plugin -> plugin.status().name().equals(name))
                .map(LoadedPlugin::layer)
                .flatMap(Stream::ofNullable)
                .map(PluginLayer::loader)
                .findFirst()
                .orElse(null);
    }

    /**
     * Stops all plugins at the same time; waits no longer than a few seconds. Does nothing the
     * second time.
     */
    @Override
    public void close() {
        List<Thread> stopping = new ArrayList<>();
        for (LoadedPlugin plugin : plugins) {
            stopping.add(
                    Thread.ofVirtual()
                            .name("peerlink plugin-end " + plugin.status().name())
                            .start(
                                    () -> {
                                        try {
                                            plugin.stop();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
        }
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteCopies();
    }

    /**
     * Reads the plugins, and runs no code of theirs. May be used beside a node that runs them.
     *
     * @param copies as for {@link #load(List, PluginLimits, Path)}
     */
    public static List<PluginStatus> list(List<Path> folders, Path copies) throws IOException {
        try (Plugins plugins = new Plugins(PluginLimits.DEFAULT, copies, _ -> true)) {
            plugins.find(folders).forEach(LoadedPlugin::list);
            return plugins.statuses();
        }
    }

    private void loadAll(List<Path> folders) throws IOException, InterruptedException {
        List<Thread> loading = new ArrayList<>();
        find(folders)
                .forEach(
                        (plugin, modules) ->
                                loading.add(
                                        Thread.ofVirtual()
                                                .name(
                                                        "peerlink plugin-open "
                                                                + plugin.status().name())
                                                .start(() -> load(plugin, modules))));
        for (Thread thread : loading) {
            thread.join();
        }
    }

    /** Reads the plugins, and returns those that are to be loaded. */
    private Map<LoadedPlugin, PluginModules> find(List<Path> folders) {
        Map<LoadedPlugin, PluginModules> found = new LinkedHashMap<>();
        Map<String, Path> folderOf = new HashMap<>();
        Map<String, Path> fileOf = new HashMap<>();
        for (Path folder : folders) {
            for (PluginSource source : PluginSource.in(folder)) {
                LoadedPlugin plugin;
                try {
                    PluginModules modules = read(source);
                    if (!isWanted.test(modules)) {
                        continue;
                    }
                    String name = modules.name();
                    plugin = new LoadedPlugin(name, modules.version(), source.path(), limits);
                    Path winner = fileOf.putIfAbsent(name, source.path());
                    if (winner == null) {
                        folderOf.put(name, folder);
                        found.put(plugin, modules);
                    } else if (folder.equals(folderOf.get(name))) {
                        plugin.set(
                                State.FAILED,
                                "the name '" + name + "' is taken by " + winner.getFileName());
                    } else {
                        plugin.set(State.REPLACED, "replaced by " + winner);
                    }
                } catch (UnusedPluginException e) {
                    plugin = new LoadedPlugin(source.fallbackName(), "", source.path(), limits);
                    plugin.set(State.UNUSED, PluginCall.reason(e));
                } catch (PluginException | IOException | RuntimeException e) {
                    plugin = new LoadedPlugin(source.fallbackName(), "", source.path(), limits);
                    plugin.set(State.FAILED, PluginCall.reason(e));
                }
                plugins.add(plugin);
            }
        }
        return found;
    }

    private static void load(LoadedPlugin plugin, PluginModules modules) {
        try {
            plugin.load(modules);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PluginModules read(PluginSource source) throws IOException, PluginException {
        Path directory;
        try {
            if (copies == null) {
                PrivateFiles.makeDirectory(copiesFolder);
                copies = PluginCopies.in(copiesFolder);
            }
            directory = copies.next();
            source.copyTo(directory);
        } catch (IOException e) {
            throw new PluginException(
                    "can't copy it from %s to %s: %s"
                            .formatted(source.path(), copiesFolder, Printable.reason(e)),
                    e);
        }
        return PluginModules.read(directory, parent);
    }

    private <S> List<S> joined(
            Collection<S> own,
            Function<PluginLayer, List<S>> services,
            Function<S, String> scheme,
            BiFunction<String, S, S> keeping)
            throws InterruptedException {
        List<S> joined = new ArrayList<>(own);
        Set<String> taken = own.stream().map(scheme).collect(Collectors.toCollection(HashSet::new));
        for (LoadedPlugin plugin : plugins) {
            PluginLayer layer = plugin.layer();
            for (S service : layer == null ? List.<S>of() : services.apply(layer)) {
                plugin.scheme(() -> scheme.apply(service))
                        .filter(
                                name -> {
                                    boolean free = taken.add(name);
                                    if (!free) {
                                        plugin.note("the scheme '" + name + "' is served already");
                                    }
                                    return free;
                                })
                        .ifPresent(name -> joined.add(keeping.apply(name, service)));
            }
        }
        return joined;
    }

    private void deleteCopies() {
        if (copies != null) {
            copies.close();
            copies = null;
        }
    }
}
