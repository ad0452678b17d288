package peerlink.core.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

    /** Wakes when a call has taken too long. Its tasks never block. */
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final String owner;
    private final CallLimits limits;
    private final Faults faults;
    private final ThreadPoolExecutor handling;
    private final ThreadPoolExecutor asking;
    private final Set<GuardedCall<?>> running = ConcurrentHashMap.newKeySet();
    private final Set<GuardedCall<?>> watched = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    // guarded by the lock
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private boolean isSetAside;
    private boolean isLookPlanned;
    private long lookAt;

    private volatile boolean closed;

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
        ThreadFactory threads =
                task -> {
                    Thread thread = Thread.ofPlatform().daemon().name(usualName()).unstarted(task);
                    thread.setContextClassLoader(
                            loader != null ? loader : GuardedCalls.class.getClassLoader());
                    return thread;
                };
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
        GuardedCall<T> call = new GuardedCall<>(this, deed, limit, body);
        // before it begins: else the caller's stack could grow with each call
        call.result().whenComplete(onEnd);
        submit(handling, call);
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
        GuardedCall<T> call = new GuardedCall<>(this, deed, limit, body);
        call.result().whenComplete(onEnd);
        if (!closed && Thread.currentThread().getName().equals(usualName())) {
            call.run();
        } else {
            submit(handling, call);
        }
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
        watched.remove(call);
    }

    /**
     * Looks at the calls at the earliest end of their times. Most calls are over long before, so
     * one look is planned for many of them.
     */
    @Override
    public void watch(GuardedCall<?> call, Duration time) {
        watched.add(call);
        plan(System.nanoTime() + time.toNanos());
    }

    private void plan(long at) {
        lock.lock();
        try {
            if (isLookPlanned && lookAt - at <= 0) {
                return;
            }
            isLookPlanned = true;
            lookAt = at;
        } finally {
            lock.unlock();
        }
        after(Duration.ofNanos(Math.max(0, at - System.nanoTime())), () -> look(at));
    }

    private void look(long planned) {
        lock.lock();
        try {
            if (lookAt != planned) {
                return; // an earlier look has been planned since
            }
            isLookPlanned = false;
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (GuardedCall<?> call : watched) {
            long left = call.nanosLeft(now);
            if (left <= 0) {
                watched.remove(call);
                call.look();
            } else {
                next = Math.min(next, left);
            }
        }
        if (next != Long.MAX_VALUE) {
            plan(now + next);
        }
    }

    @Override
    public void after(Duration time, Runnable task) {
        WATCH.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
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

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("peerlink call-watch").factory());
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }
}
