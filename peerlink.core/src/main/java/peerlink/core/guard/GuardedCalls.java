package peerlink.core.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of one owner's code, such as a plugin's. They run on at most four platform
 * threads: three handle messages, and one answers while a user waits. A call that takes too long is
 * interrupted; one that goes on in spite of it keeps its thread, so that its owner alone lacks it.
 * Safe for use by several threads.
 */
public final class GuardedCalls implements GuardedCall.Host, AutoCloseable {
    private static final int HANDLING = 3;
    private static final int ASKING = 1;
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** The time in which overdue calls count together. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final String owner;
    private final ClassLoader loader;
    private final CallLimits limits;
    private final Faults faults;
    private final ThreadPoolExecutor handling;
    private final ThreadPoolExecutor asking;
    private final Set<GuardedCall<?>> running = ConcurrentHashMap.newKeySet();
    private final CallWatch watch = new CallWatch();

    private final ReentrantLock lock = new ReentrantLock();
    // guarded by the lock
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private boolean isSetAside;

    private volatile boolean closed;

    /** A thread that makes the calls of one owner. */
    private static final class CallThread extends Thread {
        private final GuardedCalls calls;

        CallThread(GuardedCalls calls, Runnable task) {
            super(task, calls.usualName());
            this.calls = calls;
            setDaemon(true);
            setContextClassLoader(GuardedCalls.class.getClassLoader());
        }
    }

    /** Hears of calls that took too long. */
    public interface Faults {
        /**
         * @param reason one line: the deed, the limit, and what follows
         */
        void overdue(String reason);

        /**
         * Ends the owner, since too many of its calls took too long. Called once.
         *
         * @param reason one line: the last deed, and the remedy
         */
        void setAside(String reason);
    }

    /**
     * @param owner stands in the names of the threads
     * @param loader the context class loader of the threads, or null for PeerLink's own
     */
    public GuardedCalls(
            String owner, @Nullable ClassLoader loader, CallLimits limits, Faults faults) {
        this.owner = owner;
        this.limits = limits;
        this.faults = faults;
        this.loader = loader != null ? loader : GuardedCalls.class.getClassLoader();
        ThreadFactory threads = task -> new CallThread(this, task);
        this.handling = pool(HANDLING, threads);
        this.asking = pool(ASKING, threads);
    }

    public CallLimits limits() {
        return limits;
    }

    /**
     * Makes a call as soon as a thread is free. The limit counts from then on.
     *
     * @param deed a noun phrase for people, such as {@code handling a message from bob}
     * @param onEnd gets the result or a {@link CallFailedException}, on a thread of its own; on the
     *     caller's only if the owner has ended
     */
    public <T> void handle(
            String deed,
            Duration limit,
            CallBody<T> body,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> onEnd) {
        submit(handling, call(deed, limit, body, onEnd));
    }

    /**
     * Makes a call on the calling thread, if that is one of those that handle, as after another
     * call; otherwise as {@link #handle}.
     *
     * @param onEnd gets the result or the failure, perhaps before the code has returned
     */
    public <T> void goOn(
            String deed,
            Duration limit,
            CallBody<T> body,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> onEnd) {
        GuardedCall<T> call = call(deed, limit, body, onEnd);
        if (!closed && Thread.currentThread() instanceof CallThread own && own.calls == this) {
            call.run();
        } else {
            submit(handling, call);
        }
    }

    private <T> GuardedCall<T> call(
            String deed,
            Duration limit,
            CallBody<T> body,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> onEnd) {
        GuardedCall<T> call = new GuardedCall<>(this, deed, limit, body);
        // before it begins: else the caller's stack could grow with each call
        call.result().whenComplete(onEnd);
        return call;
    }

    /**
     * Makes a call and waits for it, no longer than the limit.
     *
     * @param deed a noun phrase for people, such as {@code completing /echo}
     */
    public <T> T ask(String deed, Duration limit, CallBody<T> body)
            throws CallFailedException, InterruptedException {
        GuardedCall<T> call = new GuardedCall<>(this, deed, limit, body);
        // the time in the queue counts too, as somebody waits
        call.arm();
        try {
            return submit(asking, call).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CallFailedException(
                    CallFailedException.Kind.OVERDUE, deed + " took too long");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException("not wrapped", e);
        }
    }

    /** Interrupts the calls that run. */
    public void interrupt() {
        running.forEach(GuardedCall::interrupt);
    }

    /** Interrupts the calls that run, and makes no others. */
    @Override
    public void close() {
        closed = true;
        interrupt();
        for (ThreadPoolExecutor pool : new ThreadPoolExecutor[] {handling, asking}) {
            for (Runnable left : pool.shutdownNow()) {
                if (left instanceof GuardedCall<?> call) {
                    call.drop();
                }
            }
        }
    }

    @Override
    public void began(GuardedCall<?> call) {
        running.add(call);
        if (closed) {
            call.interrupt();
        }
    }

    @Override
    public void ended(GuardedCall<?> call) {
        running.remove(call);
        watch.remove(call);
    }

    @Override
    public void watch(GuardedCall<?> call, Duration time) {
        watch.add(call, time);
    }

    @Override
    public void after(Duration time, Runnable task) {
        CallWatch.after(time, task);
    }

    @Override
    public String name(String deed) {
        return "peerlink plugin-" + owner + " " + deed;
    }

    @Override
    public String usualName() {
        return "peerlink plugin-" + owner + " calls";
    }

    @Override
    public ClassLoader loader() {
        return loader;
    }

    @Override
    public void overdue(String deed, Duration limit) {
        int count;
        lock.lock();
        try {
            long now = System.nanoTime();
            overdue.removeIf(at -> now - at > MEMORY.toNanos());
            overdue.add(now);
            count = overdue.size();
            if (isSetAside || closed) {
                return;
            }
            isSetAside = count >= limits.most();
        } finally {
            lock.unlock();
        }
        String took = "%s took longer than %s".formatted(deed, words(limit));
        if (count < limits.most()) {
            faults.overdue(
                    "%s and was interrupted (%d of %d, then the plugin is set aside)"
                            .formatted(took, count, limits.most()));
        } else {
            faults.setAside(
                    "set aside, as %s, the %s time that it was too slow; repair or remove it, or give it more time under [plugin-limits] in config.toml"
                            .formatted(took, ordinal(count)));
        }
    }

    private <T> CompletableFuture<T> submit(ThreadPoolExecutor pool, GuardedCall<T> call) {
        try {
            pool.execute(call);
        } catch (RejectedExecutionException e) {
            call.drop();
        }
        return call.result();
    }

    private static String words(Duration limit) {
        long millis = limit.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        return millis == 1000 ? "a second" : millis / 1000 + " seconds";
    }

    private static String ordinal(int count) {
        return switch (count) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> count + "th";
        };
    }

    private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
