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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Command;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;

/**
 * Gives one plugin its context. Remembers all that the plugin has registered and forked, so that it
 * can be taken back.
 */
final class PluginScope implements PluginContext {
    private final String plugin;
    private final PluginEnvironment environment;
    private final ClassLoader loader;
    private final Consumer<String> onFailure;
    private final Path dataDirectory;
    private final Map<String, String> settings;
    private final System.Logger logger;

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The registrations and shown tasks, in their order. The lock guards it and all fields below.
     */
    private final Set<Runnable> held = new LinkedHashSet<>();

    private final Set<Thread> tasks = new LinkedHashSet<>();
    private boolean open = true;
    private boolean ended;

    /**
     * @param onFailure called, on the task's thread, with the reason why a forked task has failed
     */
    PluginScope(
            String plugin,
            PluginEnvironment environment,
            ClassLoader loader,
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
        return environment.messenger();
    }

    @Override
    public Registration register(Command command) {
        requireOpen();
        return hold(environment.register(plugin, command));
    }

    @Override
    public Registration register(MessageHandler handler) {
        requireOpen();
        return hold(environment.register(plugin, handler));
    }

    @Override
    public Registration register(Protocol protocol, LinkHandler handler) {
        requireOpen();
        return hold(environment.register(plugin, protocol, handler));
    }

    @Override
    public void show(String notice) {
        lock.lock();
        try {
            if (ended) {
                throw stopped();
            }
        } finally {
            lock.unlock();
        }
        environment.notice(plugin, Printable.lines(notice));
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
                Thread.ofVirtual()
                        .name("peerlink plugin-task " + plugin + " " + Printable.excerpt(name))
                        .unstarted(() -> runTask(name, task));
        thread.setContextClassLoader(loader);
        lock.lock();
        try {
            if (!open) {
                throw stopped();
            }
            tasks.add(thread);
        } finally {
            lock.unlock();
        }
        thread.start();
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
            lock.lock();
            try {
                tasks.remove(Thread.currentThread());
            } finally {
                lock.unlock();
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

    private void requireOpen() {
        if (!isOpen()) {
            throw stopped();
        }
    }

    private IllegalStateException stopped() {
        return new IllegalStateException("plugin " + plugin + " has stopped");
    }
}
