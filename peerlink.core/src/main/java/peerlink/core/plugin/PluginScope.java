package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Command;
import peerlink.api.ContactInfo;
import peerlink.api.History;
import peerlink.api.JournalReader;
import peerlink.api.JournalReading;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.MessageRenderer;
import peerlink.api.Messenger;
import peerlink.api.OutgoingFilter;
import peerlink.api.PeerListener;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.api.Setting;
import peerlink.api.SettingsListener;
import peerlink.api.StatusItem;
import peerlink.core.guard.CallLimits;
import peerlink.core.guard.GuardedCalls;

/**
 * Gives one plugin its context. Remembers all that the plugin has registered and forked, so that it
 * can be taken back.
 *
 * <p>The file is longer than most, as it has each method of the context, and each ends with the
 * plugin.
 */
final class PluginScope implements PluginContext {
    private static final String BYTES = "bytes";
    private static final int MAX_UNIT = 20;
    private static final int MOST_STATUS_ITEMS = 8;

    private final String plugin;
    private final boolean isTrusted;
    private final PluginEnvironment environment;
    private final PluginLife life;
    private final HeldLinks links;
    private final PluginThreads threads;
    private final Consumer<String> onFailure;
    private final Path dataDirectory;
    private final DeclaredSettings settings;
    private final DeclaredSettings.Follower settingsFollower;
    private final System.Logger logger;
    private final GuardedCalls calls;
    private final PluginMessenger messenger;
    private final PluginCommand.Owner commandOwner;

    private final Semaphore statusItems = new Semaphore(MOST_STATUS_ITEMS);
    private final AtomicBoolean isReading = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();

    /** The registrations and shown tasks, in their order; guarded by the lock. */
    private final Set<Runnable> held = new LinkedHashSet<>();

    /**
     * @param isTrusted whether the plugin runs unasked
     * @param life ended by this
     * @param settings the plugin's settings, which outlive this
     * @param links ends the links that the plugin opens
     * @param limits the times that calls of the plugin's code may take
     * @param onFailure called with the reason why the plugin is to end: a forked task has failed,
     *     or too many calls were too slow
     */
    PluginScope(
            PluginLife life,
            DeclaredSettings settings,
            boolean isTrusted,
            HeldLinks links,
            PluginEnvironment environment,
            ClassLoader loader,
            CallLimits limits,
            Consumer<String> onFailure)
            throws IOException {
        String plugin = life.plugin();
        this.plugin = plugin;
        this.isTrusted = isTrusted;
        this.life = life;
        this.links = links;
        this.threads = new PluginThreads(life, loader);
        this.environment = environment;
        this.onFailure = onFailure;
        this.dataDirectory = environment.dataDirectory(plugin);
        // fetched by this class: a logger of the plugin's module would keep that loaded
        this.logger = System.getLogger("peerlink.plugin." + plugin);
        this.calls =
                new GuardedCalls(
                        plugin,
                        loader,
                        limits,
                        new GuardedCalls.Faults() {
                            @Override
                            public void overdue(String reason) {
                                environment.failed(plugin, reason);
                            }

                            @Override
                            public void setAside(String reason) {
                                onFailure.accept(reason);
                            }
                        });
        this.settings = settings;
        this.settingsFollower =
                new DeclaredSettings.Follower(
                        calls,
                        notice -> environment.notice(plugin, notice),
                        reason -> environment.failed(plugin, reason));
        this.messenger =
                new PluginMessenger(
                        environment.messenger(),
                        life,
                        links,
                        (message, peer) -> environment.sent(plugin, message, peer));
        this.commandOwner =
                new PluginCommand.Owner(
                        plugin,
                        calls,
                        threads,
                        new Semaphore(PluginCommand.MOST_RUNNING),
                        life,
                        environment::failed);
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public Map<String, String> settings() {
        life.requireLife();
        return settings.settings();
    }

    @Override
    public <T> T setting(Setting<T> setting) {
        life.requireLife();
        return settings.setting(setting);
    }

    @Override
    public Registration watchSettings(SettingsListener listener) {
        life.requireOpen();
        return hold(settingsFollower.watch(listener));
    }

    /**
     * Follows a start that has gone well.
     *
     * @param mayRead whether a part of the plugin may yet read the user's settings without having
     *     declared them
     */
    void started(boolean mayRead) {
        settings.started(settingsFollower, mayRead);
    }

    @Override
    public Messenger messenger() {
        return messenger;
    }

    @Override
    public Registration register(Command command) {
        life.requireOpen();
        // asks the plugin for its texts, so outside of any call into PeerLink
        PluginCommand own = new PluginCommand(commandOwner, command);
        return hold(
                life.enter(() -> environment.register(new CommandClaim(plugin, isTrusted, own))));
    }

    @Override
    public Registration register(MessageHandler handler) {
        life.requireOpen();
        PluginHandler own = new PluginHandler(handler, messenger::wrapped);
        return hold(life.enter(() -> environment.register(plugin, own, calls)));
    }

    @Override
    public JournalReading read(JournalReader reader) throws IOException {
        life.requireOpen();
        if (isReading.getAndSet(true)) {
            throw new IllegalStateException("the plugin %s reads already".formatted(plugin));
        }
        PluginReading reading =
                new PluginReading(
                        environment.cursor(plugin),
                        reader,
                        PluginReading.GATHERING,
                        reason -> environment.failed(plugin, reason));
        try {
            reading.open();
        } catch (IOException | RuntimeException e) {
            isReading.set(false);
            throw e;
        }
        Registration held =
                hold(
                        () -> {
                            reading.end();
                            isReading.set(false);
                        });
        threads.fork("journal", reading);
        return new JournalReading() {
            @Override
            public boolean await(Duration patience) throws InterruptedException {
                return reading.await(patience);
            }

            @Override
            public void close() {
                held.close();
                reading.close();
            }
        };
    }

    @Override
    public Registration watch(PeerListener listener) {
        life.requireOpen();
        return hold(life.enter(() -> environment.watch(plugin, listener, calls)));
    }

    @Override
    public Registration filter(OutgoingFilter filter) {
        life.requireOpen();
        return hold(life.enter(() -> environment.filter(plugin, filter, calls)));
    }

    @Override
    public Registration render(String type, MessageRenderer renderer) {
        life.requireOpen();
        return hold(life.enter(() -> environment.render(plugin, type, renderer, calls)));
    }

    @Override
    public Registration provide(History history) {
        life.requireOpen();
        return hold(life.enter(() -> environment.provide(plugin, history, calls)));
    }

    @Override
    public Optional<History> history() {
        return life.enter(environment::history)
                .map(history -> query -> life.enter(() -> history.find(query)));
    }

    @Override
    public List<ContactInfo> contacts() {
        return life.enter(environment::contacts);
    }

    @Override
    public Registration register(Protocol protocol, LinkHandler handler) {
        life.requireOpen();
        return hold(
                life.enter(
                        () ->
                                environment.register(
                                        plugin, protocol, link -> serve(link, handler))));
    }

    @Override
    public void show(String notice) {
        life.act(() -> environment.notice(plugin, Printable.lines(notice)));
    }

    @Override
    public void show(String notice, String event, Map<String, ?> fields) {
        tell(notice, event, fields, false);
    }

    @Override
    public void alert(String notice, String event, Map<String, ?> fields) {
        tell(notice, event, fields, true);
    }

    private void tell(String notice, String event, Map<String, ?> fields, boolean isAlert) {
        life.requireLife();
        if (!event.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "not a kind of event: '%s' (1 to 40 of a-z, 0-9 and -)"
                            .formatted(Printable.excerpt(event)));
        }
        Map<String, Object> copy = PluginFields.copy(fields);
        life.act(() -> environment.notice(plugin, Printable.lines(notice), event, copy, isAlert));
    }

    @Override
    public StatusItem status(String text) {
        life.requireOpen();
        if (!statusItems.tryAcquire()) {
            throw new IllegalStateException(
                    "the plugin %s has %d texts on the status line already"
                            .formatted(plugin, MOST_STATUS_ITEMS));
        }
        StatusItem item = life.enter(() -> environment.status(plugin, text));
        Registration shown =
                hold(
                        () -> {
                            item.close();
                            statusItems.release();
                        });
        return new StatusItem() {
            @Override
            public void show(String text) {
                life.act(() -> item.show(text));
            }

            @Override
            public void close() {
                shown.close();
            }
        };
    }

    @Override
    public Progress progress(String title, long total) {
        return progress(title, total, BYTES);
    }

    @Override
    public Progress progress(String title, long total, String unit) {
        life.requireOpen();
        if (unit.isBlank() || unit.length() > MAX_UNIT || !Printable.line(unit).equals(unit)) {
            throw new IllegalArgumentException(
                    "not a unit: '%s' (1 to %d characters)"
                            .formatted(Printable.excerpt(unit), MAX_UNIT));
        }
        Progress progress =
                life.enter(
                        () ->
                                environment.progress(
                                        plugin, Printable.line(title), Math.max(0, total), unit));
        Registration shown = hold(progress::close);
        return new Progress() {
            @Override
            public void advance(long amount) {
                if (life.isOpen()) {
                    progress.advance(amount);
                }
            }

            @Override
            public void close() {
                shown.close();
            }
        };
    }

    @Override
    public void fork(String name, Runnable task) {
        threads.fork("task " + Printable.excerpt(name), () -> runTask(name, task));
    }

    /** Serves a link on a thread of the plugin's, while the transport's thread waits. */
    private void serve(Link link, LinkHandler handler) throws IOException {
        Link own = links.hold(link);
        try {
            threads.call(
                    "link " + link.info().remote().shortForm(),
                    () -> {
                        handler.handle(own);
                        return plugin;
                    });
        } catch (CancellationException e) {
            throw new IOException(life.stopped().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a link was served", e);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            links.letGo(own);
        }
    }

    /**
     * Takes the registrations back, the newest first, and ends the links, calls, commands and
     * tasks.
     *
     * @param limit the longest wait for the threads
     */
    void close(Duration limit) throws InterruptedException {
        List<Runnable> held;
        lock.lock();
        try {
            life.close();
            held = List.copyOf(this.held).reversed();
            this.held.clear();
        } finally {
            lock.unlock();
        }
        held.forEach(Runnable::run);
        links.close();
        calls.close();
        threads.interrupt();
        threads.await(System.nanoTime() + limit.toNanos());
    }

    private void runTask(String name, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            String reason = PluginCall.reason(e);
            if (life.isOpen()) {
                onFailure.accept("task '" + Printable.excerpt(name) + "': " + reason);
            }
        }
    }

    private Registration hold(Registration registration) {
        // a fresh object each time: two registrations may be equal
        Runnable close =
                new Runnable() {
                    @Override
                    public void run() {
                        registration.close();
                    }
                };
        lock.lock();
        try {
            if (life.isOpen()) {
                held.add(close);
                return () -> release(close);
            }
        } finally {
            lock.unlock();
        }
        registration.close();
        throw life.stopped();
    }

    private void release(Runnable close) {
        lock.lock();
        try {
            if (!held.remove(close)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        close.run();
    }
}
