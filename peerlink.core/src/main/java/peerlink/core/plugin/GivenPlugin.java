package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

/**
 * Runs a plugin that an embedder has made, as one from a jar runs: on threads of its own, for
 * limited times, with a context that takes back all that it has registered. Its classes are the
 * embedder's, and stay. Safe for use by several threads.
 */
public final class GivenPlugin implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(GivenPlugin.class.getName());

    private final String name;
    private final Plugin plugin;
    private final PluginLimits limits;
    private final PluginLife life;
    private final HeldLinks links;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile PluginStatus status;
    private volatile @Nullable PluginScope scope;
    private volatile @Nullable DeclaredSettings settings;

    public GivenPlugin(String name, Plugin plugin, PluginLimits limits) {
        this.name = name;
        this.plugin = plugin;
        this.limits = limits;
        this.life = new PluginLife(name);
        this.links = new HeldLinks(life);
        this.status = status(State.STARTING, "");
    }

    public String name() {
        return name;
    }

    /** Tells it of the user's settings for it as they are now; done when it has heard. */
    public CompletableFuture<?> settingsChanged(Map<String, String> now) {
        DeclaredSettings own = settings;
        return own == null ? CompletableFuture.completedFuture(true) : own.change(now);
    }

    public PluginStatus status() {
        return status;
    }

    /** Starts it, and waits for the start. A failure becomes its state, and is told. */
    public void start(PluginEnvironment environment) {
        try {
            DeclaredSettings own = new DeclaredSettings(name, environment.settings(name));
            settings = own;
            PluginScope opened =
                    new PluginScope(
                            life,
                            own,
                            true,
                            links,
                            environment,
                            plugin.getClass().getClassLoader(),
                            limits.calls(),
                            reason -> failLater(reason, environment));
            scope = opened;
            call("start", limits.start(), () -> plugin.start(opened));
            status = status(State.STARTED, "");
            opened.started(true);
        } catch (PluginException | IOException | RuntimeException e) {
            fail(PluginCall.reason(e), environment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it. Does nothing the second time. */
    @Override
    public void close() {
        end(State.STOPPED, "");
    }

    /** Code of the plugin's that returns nothing. */
    private interface Deed {
        void run() throws Exception;
    }

    private void call(String deed, Duration limit, Deed code)
            throws PluginException, InterruptedException {
        PluginCall.run(
                PluginCall.name(name, deed),
                plugin.getClass().getClassLoader(),
                limit,
                () -> {
                    code.run();
                    return name;
                });
    }

    /** Ends it on another thread: the end waits for the one on which a task has failed. */
    private void failLater(String reason, PluginEnvironment environment) {
        Thread.ofVirtual()
                .name("peerlink plugin-fail " + name)
                .start(() -> fail(reason, environment));
    }

    private void fail(String reason, PluginEnvironment environment) {
        if (end(State.FAILED, reason)) {
            environment.failed(name, reason);
        }
    }

    private boolean end(State state, String detail) {
        if (ended.getAndSet(true)) {
            return false;
        }
        boolean wasStarted = status.state() == State.STARTED;
        status = status(state, detail);
        PluginScope opened = scope;
        try {
            if (opened != null) {
                opened.close(limits.stop());
            }
            if (wasStarted) {
                call("stop", limits.stop(), plugin::stop);
            }
        } catch (PluginException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "plugin {0} did not stop well: {1}",
                    name,
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.end();
            links.close();
            scope = null;
            settings = null;
        }
        return true;
    }

    private PluginStatus status(State state, String detail) {
        return new PluginStatus(name, "", Path.of(""), state, detail, true, Optional.empty());
    }
}
