package peerlink.core.plugin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one plugin that may run as long as they like: of its tasks, commands and links.
 * Safe for use by several threads.
 */
final class PluginThreads {
    /** The tasks, commands and links that a plugin may have at once. */
    private static final int MOST = 256;

    /** Stands for nobody who waits. */
    private static final Future<?> NOBODY = CompletableFuture.completedFuture("");

    private final PluginLife life;
    private final ClassLoader loader;
    private final ReentrantLock lock = new ReentrantLock();

    /** The threads, each with what waits for it; guarded by the lock. */
    private final Map<Thread, Future<?>> running = new LinkedHashMap<>();

    PluginThreads(PluginLife life, ClassLoader loader) {
        this.life = life;
        this.loader = loader;
    }

    /**
     * Runs a task on a thread of its own.
     *
     * @param deed stands in the thread's name
     * @throws IllegalStateException if the plugin has ended, or has too many threads
     */
    void fork(String deed, Runnable task) {
        begin(deed, task, NOBODY);
    }

    /**
     * Makes a call on a thread of its own, and waits for it as long as it takes and the plugin
     * runs. Interrupts it when the caller is interrupted.
     *
     * @throws CancellationException if the plugin has ended; the code may go on
     * @throws IllegalStateException as for {@link #fork}
     * @throws Exception that of the body, as it is
     */
    <T> T call(String deed, PluginCall.Body<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body::call);
        Thread thread = begin(deed, task, task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        } finally {
            if (!task.isDone()) {
                thread.interrupt();
            }
        }
    }

    /** Interrupts all threads, and lets those go that wait for their calls. */
    void interrupt() {
        tasks().forEach(
                        (thread, awaited) -> {
                            thread.interrupt();
                            awaited.cancel(false);
                        });
    }

    /**
     * Waits for the threads to end.
     *
     * @param end the time of {@link System#nanoTime} until which it waits
     */
    void await(long end) throws InterruptedException {
        for (Thread thread : List.copyOf(tasks().keySet())) {
            thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    private Map<Thread, Future<?>> tasks() {
        lock.lock();
        try {
            return new LinkedHashMap<>(running);
        } finally {
            lock.unlock();
        }
    }

    private Thread begin(String deed, Runnable task, Future<?> awaited) {
        Thread thread =
                PluginCall.thread(
                        PluginCall.name(life.plugin(), deed), loader, () -> runAndForget(task));
        lock.lock();
        try {
            life.requireOpen();
            if (running.size() >= MOST) {
                throw new IllegalStateException(
                        "plugin %s has %d tasks and links already".formatted(life.plugin(), MOST));
            }
            thread.start();
            // under the lock that it needs in the end: who waits for the threads finds it started
            running.put(thread, awaited);
        } finally {
            lock.unlock();
        }
        return thread;
    }

    private void runAndForget(Runnable task) {
        try {
            task.run();
        } finally {
            lock.lock();
            try {
                running.remove(Thread.currentThread());
            } finally {
                lock.unlock();
            }
        }
    }
}
