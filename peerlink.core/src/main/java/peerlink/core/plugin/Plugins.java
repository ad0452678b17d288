package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Transport;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

/**
 * Runs the plugins of a node that the user has agreed to. Each jar, or folder of jars, in the
 * plugin folders is one plugin with a module layer of its own. A bad plugin is listed as failed and
 * harms nothing else: no fault of a plugin makes these methods throw. Safe for use by several
 * threads; one change is made at a time.
 *
 * <p>First {@link #load}: transports and discoveries are there before the node listens. Then {@link
 * #start}: the node is running when a plugin is started. From then on plugins come and go, by
 * {@link #watch} and by the user's {@link PluginChanges}.
 *
 * <p>The file is longer than most, as one lock orders which plugins begin and end, and all that is
 * asked of them meanwhile.
 */
public final class Plugins implements AutoCloseable {
    /** The use that is made of plugins. */
    private enum Use {
        /** They are read, and none of their code runs. */
        LISTING,
        /** Those that find or reach peers are loaded, and started only where asked for. */
        CARRIERS,
        FULL
    }

    /** The looks at plugins that change while they are read; the watch goes on with them. */
    private static final int MOST_LOOKS = 3;

    /** The longest wait at the end for a change that is under way. */
    private static final Duration TO_CHANGE = Duration.ofSeconds(1);

    private final PluginFolders folders;
    private final PluginLimits limits;
    private final Use use;

    /** Tells which plugins are started. */
    private final Predicate<FoundPlugin> isStarted;

    /** Returns the user's settings of now for a plugin, by its name. */
    private final Function<String, Map<String, String>> settings;

    private final AgreementFile agreements;
    private final PluginReader reader;
    private final PluginChanges changes;

    private final ReentrantLock changing = new ReentrantLock();

    // guarded by the lock
    private final Map<Path, FoundPlugin> known = new HashMap<>();
    private final Map<ProviderKind<?>, Set<String>> taken = new LinkedHashMap<>();
    private @Nullable PluginEnvironment environment;

    private volatile boolean isClosed;
    private volatile List<PluginEntry> entries = List.of();

    /** Those that are gone, as long as threads of theirs run. */
    private volatile List<LoadedPlugin> gone = List.of();

    private volatile @Nullable PluginWatch watch;

    private Plugins(
            PluginFolders folders,
            PluginLimits limits,
            Path profile,
            InstantSource clock,
            Function<String, Map<String, String>> settings,
            Use use,
            Predicate<FoundPlugin> isStarted) {
        this.folders = folders;
        this.settings = settings;
        this.isStarted = isStarted;
        this.limits = limits;
        this.use = use;
        this.agreements = new AgreementFile(profile);
        this.reader =
                new PluginReader(
                        profile.resolve("plugin-copies"),
                        Objects.requireNonNullElse(
                                Plugins.class.getModule().getLayer(), ModuleLayer.boot()));
        this.changes = new PluginChanges(new Host(), folders.user(), agreements, reader, clock);
    }

    /**
     * Loads the classes of the plugins that may run, and makes the providers by which peers are
     * found and reached.
     *
     * @param profile the profile's folder, with the agreements. The jars are copied to a folder in
     *     it
     * @param settings returns the user's settings of now for a plugin, by its name
     */
    public static Plugins load(
            PluginFolders folders,
            PluginLimits limits,
            Path profile,
            InstantSource clock,
            Function<String, Map<String, String>> settings)
            throws IOException {
        return load(folders, limits, profile, clock, settings, Use.FULL, _ -> true);
    }

    /**
     * Loads as {@link #load(PluginFolders, PluginLimits, Path, InstantSource, Function)} does, but only
     * plugins that bring a transport, a carrier or a discovery, and those to start.
     *
     * @param started tells which of the user's plugins are started, by name. It makes no provider
     *     of the others but those
     */
    public static Plugins loadCarriers(
            PluginFolders folders,
            PluginLimits limits,
            Path profile,
            InstantSource clock,
            Function<String, Map<String, String>> settings,
            Predicate<String> started)
            throws IOException {
        return load(
                folders,
                limits,
                profile,
                clock,
                settings,
                Use.CARRIERS,
                found -> !found.isTrusted() && started.test(found.name()));
    }

    /** Reads the plugins, and runs no code of theirs. May be used beside a node that runs them. */
    public static Plugins list(
            PluginFolders folders,
            Path profile,
            InstantSource clock,
            Function<String, Map<String, String>> settings)
            throws IOException {
        return load(
                folders, PluginLimits.DEFAULT, profile, clock, settings, Use.LISTING, _ -> false);
    }

    private static Plugins load(
            PluginFolders folders,
            PluginLimits limits,
            Path profile,
            InstantSource clock,
            Function<String, Map<String, String>> settings,
            Use use,
            Predicate<FoundPlugin> isStarted)
            throws IOException {
        Plugins plugins = new Plugins(folders, limits, profile, clock, settings, use, isStarted);
        try {
            plugins.refresh(_ -> true);
            return plugins;
        } catch (InterruptedException e) {
            plugins.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while plugins were loaded", e);
        }
    }

    /**
     * Starts the plugins that were loaded, beside one another. Returns when each has started or
     * failed, or after a second. Slower ones go on beside the node, and fail if they take more than
     * ten. Where only some are started, since the rest is to rely on them, it waits for their end.
     */
    public void start(PluginEnvironment environment) {
        changing.lock();
        try {
            this.environment = environment;
            List<LoadedPlugin> all =
                    runs().filter(plugin -> isStarted.test(plugin.found())).toList();
            all.forEach(plugin -> plugin.start(environment));
            for (PluginEntry entry : entries) {
                PluginStatus status = entry.status();
                if (entry.run() == null
                        && status.state() == State.FAILED
                        && isStarted.test(entry.word().found())) {
                    environment.failed(status.name(), status.detail());
                } else if (status.state().isWaiting() && use == Use.FULL) {
                    environment.changed(status);
                }
            }
            awaitStarts(all, use == Use.FULL ? limits.patience() : limits.start().multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changing.unlock();
        }
    }

    /** Notices plugins that come, change and go in the user's folder from now on. */
    public void watch() {
        folders.user()
                .ifPresent(
                        folder -> {
                            PluginWatch started =
                                    new PluginWatch(folder, stamps(folder), this::settled);
                            watch = started;
                            started.start();
                        });
    }

    /** Returns the changes that the user can make. */
    public PluginChanges changes() {
        return changes;
    }

    /**
     * Returns these transports and those of the plugins; none for a scheme that is served already.
     */
    public List<Transport> transports(Collection<Transport> own) throws InterruptedException {
        return joined(own, ProviderKind.TRANSPORT);
    }

    /**
     * Returns these carriers and those of the plugins; none for a scheme that is served already.
     */
    public List<Carrier> carriers(Collection<Carrier> own) throws InterruptedException {
        return joined(own, ProviderKind.CARRIER);
    }

    /**
     * Returns these discoveries and those of the plugins; none for a scheme that is served already.
     */
    public List<Discovery> discoveries(Collection<Discovery> own) throws InterruptedException {
        return joined(own, ProviderKind.DISCOVERY);
    }

    /** Returns the status of each plugin, by name. */
    public List<PluginStatus> statuses() {
        return Stream.concat(
                        entries.stream().map(PluginEntry::status),
                        gone.stream()
                                .filter(plugin -> !plugin.remains().isEmpty())
                                .map(LoadedPlugin::status))
                .sorted(Comparator.comparing(PluginStatus::name))
                .toList();
    }

    /**
     * Tells the plugins that run of the user's settings as they are now. Waits for none of them.
     *
     * @return each is done when a plugin has heard
     */
    public Stream<CompletableFuture<?>> settingsChanged() {
        return runs().map(plugin -> plugin.settingsChanged(settings.apply(plugin.name())));
    }

    /** Returns the class loader of a plugin that runs. */
    @Nullable ClassLoader loader(String name) {
        return runs().filter(plugin -> plugin.name().equals(name))
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
        PluginWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        isClosed = true;
        boolean isLocked = false;
        try {
            // a plugin that takes its time to load holds up no end
            isLocked = changing.tryLock(TO_CHANGE.toNanos(), TimeUnit.NANOSECONDS);
            stop(runs().toList());
            reader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (isLocked) {
                changing.unlock();
            }
        }
    }

    private Map<Path, String> stamps(Path folder) {
        return entries.stream()
                .map(entry -> entry.word().found())
                .filter(found -> found.folder().equals(folder))
                .collect(Collectors.toMap(found -> found.source().path(), FoundPlugin::stamp));
    }

    private void settled(Set<Path> settled) throws InterruptedException {
        refresh(settled::contains);
    }

    /** Lets the user's changes in, and nobody else. */
    private final class Host implements PluginChanges.Host {
        @Override
        public List<PluginEntry> entries() {
            return entries;
        }

        @Override
        public List<PluginStatus> statuses() {
            return Plugins.this.statuses();
        }

        @Override
        public List<PluginSetting> settings(PluginEntry entry) {
            LoadedPlugin run = entry.run();
            return run == null
                    ? new DeclaredSettings(entry.name(), settings.apply(entry.name())).described()
                    : run.settings();
        }

        @Override
        public <T, E extends Exception> T change(PluginLife.Entry<T, E> change) throws E {
            changing.lock();
            try {
                return change.call();
            } finally {
                changing.unlock();
            }
        }

        @Override
        public void forget(PluginEntry entry) throws InterruptedException {
            Plugins.this.forget(entry);
        }

        @Override
        public void refresh(Predicate<Path> isSettled) throws InterruptedException {
            Plugins.this.refresh(isSettled);
        }
    }

    private void forget(PluginEntry entry) throws InterruptedException {
        changing.lock();
        try {
            known.remove(entry.path());
            LoadedPlugin run = entry.run();
            if (run != null) {
                stop(List.of(run));
            }
            entries =
                    entries.stream()
                            .map(one -> one == entry ? new PluginEntry(one.word(), null) : one)
                            .toList();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Does what the folders and agreements of now ask for: stops plugins that are gone or may not
     * run any more, and runs those that may.
     *
     * @param isSettled tells whether a plugin at a path counts as it lies there now, and not as it
     *     was read before
     */
    void refresh(Predicate<Path> isSettled) throws InterruptedException {
        refresh(isSettled, MOST_LOOKS);
    }

    private void refresh(Predicate<Path> isSettled, int looks) throws InterruptedException {
        changing.lock();
        try {
            if (isClosed) {
                return;
            }
            PluginLook look = look(isSettled);
            known.clear();
            look.found().forEach(found -> known.put(found.source().path(), found));
            List<PluginEntry> before = entries;
            PluginDifference difference =
                    PluginDifference.of(before, choice().of(look.found()), use != Use.LISTING);
            stop(difference.ended());
            List<LoadedPlugin> left = new ArrayList<>(gone);
            left.addAll(difference.gone());
            left.removeIf(plugin -> plugin.remains().isEmpty());
            gone = List.copyOf(left);
            List<LoadedPlugin> fresh = new ArrayList<>();
            List<PluginEntry> after = new ArrayList<>();
            boolean isStale = false;
            for (PluginEntry entry : difference.entries()) {
                Optional<LoadedPlugin> begun =
                        entry.isToRun() && use != Use.LISTING
                                ? begin(entry.word().found(), look)
                                : Optional.empty();
                begun.ifPresent(fresh::add);
                isStale |= begun.isEmpty() && entry.isToRun() && use != Use.LISTING;
                after.add(begun.map(entry::running).orElse(entry));
            }
            entries = List.copyOf(after);
            look.removeCopies(reader);
            run(fresh);
            tell(before, difference.gone());
            if (isStale && looks > 1) {
                refresh(_ -> true, looks - 1);
            }
        } finally {
            changing.unlock();
        }
    }

    private PluginLook look(Predicate<Path> isSettled) {
        PluginLook look = new PluginLook(known, reader, isSettled);
        folders.user().ifPresent(folder -> look.into(folder, false));
        folders.trusted().forEach(folder -> look.into(folder, true));
        if (use == Use.CARRIERS) {
            look.keep(found -> found.reachesPeers() || isStarted.test(found));
        }
        return look;
    }

    private PluginChoice choice() {
        Map<String, Agreement> agreed;
        try {
            agreed = agreements.read();
        } catch (IOException e) {
            // without agreements nothing of the user's runs; a change tells the reason
            System.getLogger(Plugins.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the agreements about plugins are not used",
                            e);
            agreed = Map.of();
        }
        return new PluginChoice(agreed, folders.allowed());
    }

    /**
     * Loads a plugin from its copy.
     *
     * @return empty if the plugin is not what it was any more; then it is to be decided anew
     */
    private Optional<LoadedPlugin> begin(FoundPlugin found, PluginLook look) {
        PluginCopy copy = look.takeCopy(found).orElse(null);
        if (copy == null) {
            PluginReader.Reading reading =
                    reader.read(found.folder(), found.source(), found.isTrusted());
            if (reading.copy().isEmpty() || !reading.found().sha256().equals(found.sha256())) {
                reading.copy().ifPresent(reader::remove);
                known.remove(found.source().path());
                return Optional.empty();
            }
            copy = reading.copy().get();
        }
        PluginCopy loaded = copy;
        LoadedPlugin plugin =
                new LoadedPlugin(
                        found, limits, settings.apply(found.name()), () -> reader.remove(loaded));
        plugin.loadFrom(loaded.modules());
        return Optional.of(plugin);
    }

    private void run(List<LoadedPlugin> fresh) throws InterruptedException {
        for (LoadedPlugin plugin : fresh) {
            plugin.awaitLoad();
        }
        PluginEnvironment node = environment;
        if (node == null) {
            return;
        }
        for (LoadedPlugin plugin : fresh) {
            for (Map.Entry<ProviderKind<?>, Set<String>> kind : taken.entrySet()) {
                plugin.take(kind.getKey(), kind.getValue());
            }
            Providers provided = plugin.providers();
            if (!provided.isEmpty()) {
                node.use(provided);
            }
        }
        fresh.forEach(plugin -> plugin.start(node));
        awaitStarts(fresh, limits.patience());
    }

    private void awaitStarts(List<LoadedPlugin> all, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (LoadedPlugin plugin : all) {
            plugin.awaitStart(end);
        }
    }

    /** Tells the user of the changes. The plugins that failed have told of it themselves. */
    private void tell(List<PluginEntry> before, List<LoadedPlugin> gone) {
        PluginEnvironment node = environment;
        if (node == null) {
            return;
        }
        for (LoadedPlugin plugin : gone) {
            node.changed(plugin.status());
        }
        Map<Path, PluginEntry> old =
                before.stream().collect(Collectors.toMap(PluginEntry::path, entry -> entry));
        for (PluginEntry entry : entries) {
            if (!entry.isAs(old.get(entry.path()))) {
                PluginStatus status = entry.status();
                if (status.state() != State.FAILED) {
                    node.changed(status);
                } else if (entry.run() == null) {
                    node.failed(status.name(), status.detail());
                }
            }
        }
    }

    private void stop(List<LoadedPlugin> all) throws InterruptedException {
        List<Thread> stopping = new ArrayList<>();
        for (LoadedPlugin plugin : all) {
            Providers provided = plugin.providers();
            provided.transports().forEach(one -> free(ProviderKind.TRANSPORT, one.scheme()));
            provided.carriers().forEach(one -> free(ProviderKind.CARRIER, one.scheme()));
            provided.discoveries().forEach(one -> free(ProviderKind.DISCOVERY, one.scheme()));
            stopping.add(
                    Thread.ofVirtual()
                            .name("peerlink plugin-end " + plugin.name())
                            .start(
                                    () -> {
                                        try {
                                            plugin.stop();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
        }
        for (Thread thread : stopping) {
            thread.join();
        }
    }

    private void free(ProviderKind<?> kind, String scheme) {
        Set<String> schemes = taken.get(kind);
        if (schemes != null) {
            schemes.remove(scheme);
        }
    }

    private Stream<LoadedPlugin> runs() {
        return entries.stream().map(PluginEntry::run).flatMap(Stream::ofNullable);
    }

    private <S> List<S> joined(Collection<S> own, ProviderKind<S> kind)
            throws InterruptedException {
        changing.lock();
        try {
            Set<String> schemes =
                    own.stream().map(kind.scheme()).collect(Collectors.toCollection(HashSet::new));
            taken.put(kind, schemes);
            List<S> joined = new ArrayList<>(own);
            for (LoadedPlugin plugin : runs().toList()) {
                joined.addAll(plugin.take(kind, schemes));
            }
            return joined;
        } finally {
            changing.unlock();
        }
    }
}
