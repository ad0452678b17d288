package peerlink.core.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.Printable;
import peerlink.api.Transport;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

/**
 * Follows one plugin from its copy to its end: its state, the reason, and all that is to be undone.
 * A plugin that is to run again is another one of these. Safe for use by several threads.
 *
 * <p>The file is longer than most, as the steps of a plugin's start and end undo one another.
 */
final class LoadedPlugin {
    private static final System.Logger LOGGER = System.getLogger(LoadedPlugin.class.getName());

    /** The longest wait for threads that are about to end. */
    private static final Duration TO_END = Duration.ofMillis(200);

    private final FoundPlugin found;
    private final PluginLimits limits;
    private final Runnable removeCopy;
    private final PluginLife life;
    private final HeldLinks links;
    private final DeclaredSettings settings;
    private final List<KeptScheme<?>> kept = new CopyOnWriteArrayList<>();

    /**
     * Held while the plugin is stopped, so that a second caller that stops it waits for the end.
     */
    private final ReentrantLock stopping = new ReentrantLock();

    /** The state with its reason, which change together. */
    private record Standing(State state, String detail) {}

    private volatile Standing standing = new Standing(State.STARTING, "");
    private volatile PluginRemains remains = PluginRemains.NONE;
    private volatile @Nullable PluginLayer layer;
    private volatile @Nullable PluginScope scope;
    private volatile @Nullable PluginEnvironment environment;
    private volatile PluginLayer.Starters starters = PluginLayer.Starters.NONE;
    private final CountDownLatch startOver = new CountDownLatch(1);
    private volatile @Nullable Thread opener;
    private volatile @Nullable Thread starter;

    /**
     * @param settings the user's settings for it
     * @param removeCopy removes the jars that it is loaded from
     */
    LoadedPlugin(
            FoundPlugin found,
            PluginLimits limits,
            Map<String, String> settings,
            Runnable removeCopy) {
        this.found = found;
        this.limits = limits;
        this.removeCopy = removeCopy;
        this.life = new PluginLife(found.name());
        this.links = new HeldLinks(life);
        this.settings = new DeclaredSettings(found.name(), settings);
    }

    FoundPlugin found() {
        return found;
    }

    String name() {
        return found.name();
    }

    PluginStatus status() {
        Standing now = standing;
        String left = remains.line();
        return found.status(
                now.state,
                now.detail.isEmpty() || left.isEmpty()
                        ? now.detail + left
                        : now.detail + "; " + left);
    }

    State state() {
        return standing.state;
    }

    /** Returns a line about the threads that keep it in memory after its end; empty if none do. */
    String remains() {
        return remains.line();
    }

    /**
     * Returns the layer with the providers; null before they are loaded and after the plugin has
     * ended.
     */
    @Nullable PluginLayer layer() {
        return layer;
    }

    /** Tells whether it is there, and has not ended or failed. */
    boolean isLoaded() {
        return layer != null;
    }

    /** Sets its state. */
    private void set(State state, String detail) {
        standing = new Standing(state, detail);
        if (state == State.FAILED) {
            new PluginEvent().commit(status());
        }
    }

    /**
     * Begins to load the classes, and to make the providers by which peers are found and reached.
     */
    void loadFrom(PluginModules modules) {
        opener =
                Thread.ofVirtual()
                        .name("peerlink plugin-open " + name())
                        .start(
                                () -> {
                                    try {
                                        load(modules);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
    }

    /** Waits until it is loaded, or has failed to. */
    void awaitLoad() throws InterruptedException {
        Thread opening = opener;
        if (opening != null) {
            opening.join();
        }
    }

    private void load(PluginModules modules) throws InterruptedException {
        try {
            layer =
                    PluginCall.run(
                            PluginCall.name(name(), "load"),
                            null,
                            limits.start(),
                            () -> {
                                PluginLayer opened = PluginLayer.open(modules);
                                opened.configure(settings);
                                return opened;
                            });
        } catch (PluginException | RuntimeException e) {
            set(State.FAILED, PluginCall.reason(e));
            settings.ended();
            removeCopy.run();
        }
    }

    /**
     * Returns its providers of a kind, none for a scheme that is taken. Notes the reason in its
     * state if it leaves one out.
     *
     * @param taken gets the schemes of those that are returned
     */
    <S> List<S> take(ProviderKind<S> kind, Set<String> taken) throws InterruptedException {
        List<S> all = new ArrayList<>();
        PluginLayer loaded = layer;
        for (S service : loaded == null ? List.<S>of() : kind.services().apply(loaded)) {
            Optional<String> scheme = scheme(() -> kind.scheme().apply(service));
            if (scheme.isEmpty()) {
                continue;
            }
            if (taken.add(scheme.get())) {
                S own = kind.keeping().keep(scheme.get(), service, life, links, settings);
                kept.add((KeptScheme<?>) own);
                all.add(own);
            } else {
                note("the scheme '" + scheme.get() + "' is served already");
            }
        }
        return all;
    }

    /** Returns the providers that were taken. */
    Providers providers() {
        return new Providers(kept(Transport.class), kept(Carrier.class), kept(Discovery.class));
    }

    private <S> List<S> kept(Class<S> service) {
        return kept.stream().filter(service::isInstance).map(service::cast).toList();
    }

    /**
     * Asks one of its providers for its scheme. Returns nothing, and notes the reason, if the
     * provider does not answer.
     */
    private Optional<String> scheme(PluginCall.Body<String> asked) throws InterruptedException {
        try {
            String scheme =
                    PluginCall.run(PluginCall.name(name(), "scheme"), null, limits.start(), asked);
            if (scheme == null || !scheme.matches("[a-z][a-z0-9+.-]{0,31}")) {
                throw new PluginException(
                        "not a scheme: '%s' (1 to 32 of a-z, 0-9, '+', '.' and '-')"
                                .formatted(Printable.excerpt(String.valueOf(scheme))));
            }
            return Optional.of(scheme);
        } catch (PluginException | RuntimeException e) {
            note(PluginCall.reason(e));
            return Optional.empty();
        }
    }

    /** Tells it of the user's settings for it as they are now; done when it has heard. */
    CompletableFuture<?> settingsChanged(Map<String, String> now) {
        return settings.change(now);
    }

    /** Returns the settings that it has declared, or the user has given it. */
    List<PluginSetting> settings() {
        return settings.described();
    }

    /** Adds a line for the user to its state. */
    private void note(String detail) {
        set(standing.state, detail);
    }

    /**
     * Begins to start the plugin, if it was loaded.
     *
     * @param environment also learns of the plugin's failure
     */
    void start(PluginEnvironment environment) {
        this.environment = environment;
        PluginLayer loaded = layer;
        if (loaded == null) {
            if (standing.state == State.FAILED) {
                environment.failed(name(), standing.detail);
            }
            return;
        }
        Thread thread =
                Thread.ofVirtual()
                        .name("peerlink plugin-starter " + name())
                        .unstarted(
                                () -> {
                                    try {
                                        startAndReport(loaded, environment);
                                    } finally {
                                        startOver.countDown();
                                        // its code leads to the plugin's classes
                                        starter = null;
                                    }
                                });
        starter = thread;
        thread.start();
    }

    /** Waits until the start is over, or until a time of {@link System#nanoTime}. */
    void awaitStart(long end) throws InterruptedException {
        if (starter != null) {
            startOver.await(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Ends the plugin: nothing of it is there any more, and its calls into PeerLink fail. Does
     * nothing if it has ended or failed. Takes a few seconds at most.
     */
    void stop() throws InterruptedException {
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
            startOver.await();
        }
        end(State.STOPPED, "");
    }

    private void startAndReport(PluginLayer loaded, PluginEnvironment environment) {
        PluginEvent event = new PluginEvent();
        event.begin();
        try {
            PluginScope opened =
                    new PluginScope(
                            life,
                            settings,
                            found.isTrusted(),
                            links,
                            environment,
                            loaded.loader(),
                            limits.calls(),
                            reason -> taskFailed(reason, environment));
            scope = opened;
            PluginCall.run(
                    PluginCall.name(name(), "start"),
                    loaded.loader(),
                    limits.start(),
                    () -> {
                        PluginLayer.Starters made = loaded.starters();
                        starters = made;
                        for (MessageHandler handler : made.handlers()) {
                            opened.register(handler);
                        }
                        for (Plugin plugin : made.plugins()) {
                            plugin.start(opened);
                        }
                        return name();
                    });
            started(event);
            opened.started(!starters.plugins().isEmpty() || loaded.mayReadSettings());
        } catch (PluginException | IOException | RuntimeException e) {
            fail(PluginCall.reason(e), environment);
        } catch (InterruptedException e) {
            fail("stopped while it started", environment);
        }
    }

    private void started(PluginEvent event) {
        stopping.lock();
        try {
            set(State.STARTED, standing.detail);
            event.commit(status());
        } finally {
            stopping.unlock();
        }
    }

    /**
     * Ends the plugin after the failure of a task. Not on the task's own thread, which is awaited,
     * and not before the start is over.
     */
    private void taskFailed(String reason, PluginEnvironment environment) {
        Thread.ofVirtual()
                .name("peerlink plugin-fail " + name())
                .start(
                        () -> {
                            try {
                                startOver.await();
                                fail(reason, environment);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private void fail(String reason, PluginEnvironment environment) {
        try {
            if (end(State.FAILED, reason)) {
                String left = remains();
                environment.failed(name(), left.isEmpty() ? reason : reason + "; " + left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean end(State state, String detail) throws InterruptedException {
        stopping.lock();
        try {
            PluginLayer loaded = layer;
            if (loaded == null) {
                return false;
            }
            boolean wasStarted = standing.state == State.STARTED;
            set(state, detail);
            layer = null;
            try {
                takeBack(loaded, wasStarted);
            } finally {
                life.end();
                links.close();
                kept.forEach(KeptScheme::end);
                kept.clear();
                settings.ended();
                scope = null;
                environment = null;
                starters = PluginLayer.Starters.NONE;
                opener = null;
                removeCopy.run();
            }
            remains = PluginRemains.of(loaded.loader(), modules(loaded), TO_END);
            if (!remains().isEmpty()) {
                LOGGER.log(System.Logger.Level.WARNING, "plugin {0}: {1}", name(), remains());
            }
            return true;
        } finally {
            stopping.unlock();
        }
    }

    private void takeBack(PluginLayer loaded, boolean wasStarted) throws InterruptedException {
        PluginScope opened = scope;
        PluginEnvironment node = environment;
        Providers provided = providers();
        if (node != null && !provided.isEmpty()) {
            node.dismiss(provided);
        }
        if (opened != null) {
            opened.close(limits.stop());
        }
        if (wasStarted) {
            stop(loaded);
        }
    }

    private static Set<String> modules(PluginLayer loaded) {
        return loaded.modules().modules().stream().map(Module::getName).collect(Collectors.toSet());
    }

    private void stop(PluginLayer loaded) throws InterruptedException {
        List<Plugin> plugins = starters.plugins().reversed();
        for (Plugin plugin : plugins) {
            try {
                PluginCall.run(
                        PluginCall.name(name(), "stop"),
                        loaded.loader(),
                        limits.stop(),
                        () -> {
                            plugin.stop();
                            return plugin;
                        });
            } catch (PluginException e) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "plugin {0} did not stop well: {1}",
                        name(),
                        e.getMessage());
            }
        }
    }
}
