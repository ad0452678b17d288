package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.Printable;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

/**
 * Follows one plugin from its jar to its end: its state, the reason, and the registrations to be
 * undone. Safe for use by several threads.
 */
final class LoadedPlugin {
    private static final System.Logger LOGGER = System.getLogger(LoadedPlugin.class.getName());

    private final PluginLimits limits;

    /**
     * Held while the plugin is stopped, so that a second caller that stops it waits for the end.
     */
    private final ReentrantLock stopping = new ReentrantLock();

    private volatile PluginStatus status;
    private volatile @Nullable PluginLayer layer;
    private volatile @Nullable PluginScope scope;
    private volatile PluginLayer.Starters starters = PluginLayer.Starters.NONE;
    private volatile @Nullable Thread starter;

    LoadedPlugin(String name, String version, Path file, PluginLimits limits) {
        this.limits = limits;
        this.status = new PluginStatus(name, version, file, State.STARTING, "");
    }

    PluginStatus status() {
        return status;
    }

    /**
     * Returns the layer with the providers; null before they are loaded and after the plugin has
     * ended.
     */
    @Nullable PluginLayer layer() {
        return layer;
    }

    /** Sets its state. */
    void set(State state, String detail) {
        PluginStatus old = status;
        status = new PluginStatus(old.name(), old.version(), old.file(), state, detail);
        if (state == State.FAILED) {
            new PluginEvent().commit(status);
        }
    }

    /** Loads the classes, and makes the providers by which peers are found and reached. */
    void load(PluginModules modules) throws InterruptedException {
        try {
            modules.requireCompatible();
            layer =
                    PluginCall.run(
                            PluginCall.name(status.name(), "load"),
                            null,
                            limits.start(),
                            () -> PluginLayer.open(modules));
        } catch (PluginException | RuntimeException e) {
            set(State.FAILED, PluginCall.reason(e));
        }
    }

    /** Says whether it could be loaded. */
    void list(PluginModules modules) {
        try {
            modules.requireCompatible();
            set(State.INSTALLED, "");
        } catch (PluginException | RuntimeException e) {
            set(State.FAILED, PluginCall.reason(e));
        }
    }

    /**
     * Asks one of its providers for its scheme. Returns nothing, and notes the reason, if the
     * provider does not answer.
     */
    Optional<String> scheme(PluginCall.Body<String> asked) throws InterruptedException {
        try {
            String scheme =
                    PluginCall.run(
                            PluginCall.name(status.name(), "scheme"), null, limits.start(), asked);
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

    /** Adds a line for the user to its state. */
    void note(String detail) {
        set(status.state(), detail);
    }

    /**
     * Begins to start the plugin, if it was loaded.
     *
     * @param environment also learns of the plugin's failure
     */
    void start(PluginEnvironment environment) {
        PluginLayer loaded = layer;
        if (loaded == null) {
            if (status.state() == State.FAILED) {
                environment.failed(status.name(), status.detail());
            }
            return;
        }
        Thread thread =
                Thread.ofVirtual()
                        .name("peerlink plugin-starter " + status.name())
                        .unstarted(() -> startAndReport(loaded, environment));
        starter = thread;
        thread.start();
    }

    /** Waits until the start is over, or until a time of {@link System#nanoTime}. */
    void awaitStart(long end) throws InterruptedException {
        Thread starting = starter;
        if (starting != null) {
            starting.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    /** Ends the plugin. Does nothing if it has ended or failed. */
    void stop() throws InterruptedException {
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
            starting.join();
        }
        end(State.STOPPED, "");
    }

    private void startAndReport(PluginLayer loaded, PluginEnvironment environment) {
        String name = status.name();
        PluginEvent event = new PluginEvent();
        event.begin();
        try {
            PluginScope opened =
                    new PluginScope(
                            name,
                            environment,
                            loaded.loader(),
                            limits.calls(),
                            reason -> taskFailed(reason, environment));
            scope = opened;
            PluginCall.run(
                    PluginCall.name(name, "start"),
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
                        return name;
                    });
            started(event);
        } catch (PluginException | IOException | RuntimeException e) {
            fail(PluginCall.reason(e), environment);
        } catch (InterruptedException e) {
            fail("stopped while it started", environment);
        }
    }

    private void started(PluginEvent event) {
        stopping.lock();
        try {
            set(State.STARTED, status.detail());
            event.commit(status);
        } finally {
            stopping.unlock();
        }
    }

    /**
     * Ends the plugin after the failure of a task. Not on the task's own thread, which is awaited,
     * and not before the start is over.
     */
    private void taskFailed(String reason, PluginEnvironment environment) {
        Thread starting = starter;
        Thread.ofVirtual()
                .name("peerlink plugin-fail " + status.name())
                .start(
                        () -> {
                            try {
                                if (starting != null) {
                                    starting.join();
                                }
                                fail(reason, environment);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private void fail(String reason, PluginEnvironment environment) {
        try {
            if (end(State.FAILED, reason)) {
                environment.failed(status.name(), reason);
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
            boolean wasStarted = status.state() == State.STARTED;
            set(state, detail);
            layer = null;
            PluginScope opened = scope;
            if (opened != null) {
                for (String task : opened.close(limits.stop())) {
                    LOGGER.log(System.Logger.Level.WARNING, "still running: {0}", task);
                }
                if (wasStarted) {
                    stop(loaded);
                }
                opened.end();
                scope = null;
            }
            starters = PluginLayer.Starters.NONE;
            starter = null;
            return true;
        } finally {
            stopping.unlock();
        }
    }

    private void stop(PluginLayer loaded) throws InterruptedException {
        List<Plugin> plugins = starters.plugins().reversed();
        for (Plugin plugin : plugins) {
            try {
                PluginCall.run(
                        PluginCall.name(status.name(), "stop"),
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
                        status.name(),
                        e.getMessage());
            }
        }
    }
}
