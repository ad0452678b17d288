package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Command;
import peerlink.api.ContactInfo;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.OutgoingFilter;
import peerlink.api.PeerListener;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.core.guard.CallLimits;
import peerlink.core.guard.GuardedCalls;

/**
 * Gives one plugin its context. Remembers all that the plugin has registered and forked, so that it
 * can be taken back.
 */
final class PluginScope implements PluginContext {
    /** The tasks and links that a plugin may have at once, each with a thread of its own. */
    private static final int MOST_TASKS = 256;

    private final String plugin;
    private final PluginEnvironment environment;
    private final ClassLoader loader;
    private final Consumer<String> onFailure;
    private final Path dataDirectory;
    private final Map<String, String> settings;
    private final System.Logger logger;
    private final GuardedCalls calls;
    private final PluginMessenger messenger;
    private final PluginCommand.Owner commandOwner;

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The registrations and shown tasks, in their order. The lock guards it and all fields below.
     */
    private final Set<Runnable> held = new LinkedHashSet<>();

    private final Set<Thread> tasks = new LinkedHashSet<>();
    private boolean open = true;
    private boolean ended;

    /**
     * @param limits the times that calls of the plugin's code may take
     * @param onFailure called with the reason why the plugin is to end: a forked task has failed,
     *     or too many calls were too slow
     */
    PluginScope(
            String plugin,
            PluginEnvironment environment,
            ClassLoader loader,
            CallLimits limits,
            Consumer<String> onFailure)
            throws IOException {
        this.plugin = plugin;
        this.environment = environment;
        this.loader = loader;
        this.onFailure = onFailure;
        this.dataDirectory = environment.dataDirectory(plugin);
        this.settings = Map.copyOf(environment.settings(plugin));
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
        this.messenger =
                new PluginMessenger(
                        environment.messenger(),
                        this::requireLife,
                        (message, peer) -> environment.sent(plugin, message, peer));
        this.commandOwner =
                new PluginCommand.Owner(
                        plugin,
                        loader,
                        calls,
                        new Semaphore(PluginCommand.MOST_RUNNING),
                        this::requireLife,
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
        return settings;
    }

    @Override
    public Messenger messenger() {
        return messenger;
    }

    @Override
    public Registration register(Command command) {
        requireOpen();
        return hold(environment.register(plugin, new PluginCommand(commandOwner, command)));
    }

    @Override
    public Registration register(MessageHandler handler) {
        requireOpen();
        return hold(
                environment.register(
                        plugin, new PluginHandler(handler, messenger::wrapped), calls));
    }

    @Override
    public Registration watch(PeerListener listener) {
        requireOpen();
        return hold(environment.watch(plugin, listener, calls));
    }

    @Override
    public Registration filter(OutgoingFilter filter) {
        requireOpen();
        return hold(environment.filter(plugin, filter, calls));
    }

    @Override
    public List<ContactInfo> contacts() {
        requireLife();
        return environment.contacts();
    }

    @Override
    public Registration register(Protocol protocol, LinkHandler handler) {
        requireOpen();
        return hold(environment.register(plugin, protocol, link -> serve(link, handler)));
    }

    @Override
    public void show(String notice) {
        requireLife();
        environment.notice(plugin, Printable.lines(notice));
    }

    @Override
    public void show(String notice, String event, Map<String, ?> fields) {
        requireLife();
        if (!event.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "not a kind of event: '%s' (1 to 40 of a-z, 0-9 and -)"
                            .formatted(Printable.excerpt(event)));
        }
        environment.notice(plugin, Printable.lines(notice), event, PluginFields.copy(fields));
    }

    @Override
    public Progress progress(String title, long total) {
        requireOpen();
        Progress progress = environment.progress(plugin, Printable.line(title), Math.max(0, total));
        Registration shown = hold(progress::close);
        return new Progress() {
            @Override
            public void advance(long amount) {
                progress.advance(amount);
            }

            @Override
            public void close() {
                shown.close();
            }
        };
    }

    @Override
    public void fork(String name, Runnable task) {
        Thread thread =
                PluginCall.thread(
                        PluginCall.name(plugin, "task " + Printable.excerpt(name)),
                        loader,
                        () -> runTask(name, task));
        begin(thread);
    }

    /** Serves a link on a thread of the plugin's, while the transport's thread waits. */
    private void serve(Link link, LinkHandler handler) throws IOException {
        IOException[] failure = new IOException[1];
        Throwable[] fault = new Throwable[1];
        Thread thread =
                PluginCall.thread(
                        PluginCall.name(plugin, "link " + link.info().remote().shortForm()),
                        loader,
                        () -> {
                            try {
                                handler.handle(link);
                            } catch (IOException e) {
                                failure[0] = e;
                            } catch (Throwable e) {
                                // thrown again below, where the link's faults are caught
                                fault[0] = e;
                            } finally {
                                forget(Thread.currentThread());
                            }
                        });
        begin(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a link was served", e);
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        switch (fault[0]) {
            case null -> {
                // it ended as it should
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(fault[0]);
        }
    }

    private void begin(Thread thread) {
        lock.lock();
        try {
            if (!open) {
                throw stopped();
            }
            if (tasks.size() >= MOST_TASKS) {
                throw new IllegalStateException(
                        "plugin %s has %d tasks and links already".formatted(plugin, MOST_TASKS));
            }
            tasks.add(thread);
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void forget(Thread thread) {
        lock.lock();
        try {
            tasks.remove(thread);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the registrations back, the newest first, and ends the tasks.
     *
     * @param limit the longest wait for the tasks
     * @return the names of the threads that go on in spite of it
     */
    List<String> close(Duration limit) throws InterruptedException {
        List<Runnable> held;
        List<Thread> tasks;
        lock.lock();
        try {
            open = false;
            held = List.copyOf(this.held).reversed();
            this.held.clear();
            tasks = List.copyOf(this.tasks);
        } finally {
            lock.unlock();
        }
        held.forEach(Runnable::run);
        calls.close();
        tasks.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> alive = new ArrayList<>();
        for (Iterator<Thread> i = tasks.iterator(); i.hasNext(); ) {
            Thread task = i.next();
            if (!task.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                alive.add(task.getName());
            }
        }
        return alive;
    }

    /** Shows nothing for the plugin any more. */
    void end() {
        lock.lock();
        try {
            open = false;
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void runTask(String name, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            String reason = PluginCall.reason(e);
            if (isOpen()) {
                onFailure.accept("task '" + Printable.excerpt(name) + "': " + reason);
            }
        } finally {
            forget(Thread.currentThread());
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
            if (open) {
                held.add(close);
                return () -> release(close);
            }
        } finally {
            lock.unlock();
        }
        registration.close();
        throw stopped();
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

    private boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Throws if the plugin has ended. It may still do most things while it stops. */
    private void requireLife() {
        lock.lock();
        try {
            if (ended) {
                throw stopped();
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw stopped();
        }
    }

    private IllegalStateException stopped() {
        return new IllegalStateException("plugin " + plugin + " has stopped");
    }
}
