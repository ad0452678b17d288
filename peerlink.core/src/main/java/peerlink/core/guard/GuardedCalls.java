package peerlink.core.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
import java.util.function.Consumer;
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

    private final String owner;
    private final ClassLoader loader;
    private final CallLimits limits;
    private final OverdueCalls overdue;
    private final ThreadPoolExecutor handling;
    private final ThreadPoolExecutor asking;
    private final Set<CallThread> threads = ConcurrentHashMap.newKeySet();

    /** The calls that somebody waits for. */
    private final Set<GuardedCall<?>> asked = ConcurrentHashMap.newKeySet();

    private final CallWatch watch = new CallWatch(this::open);

    private volatile boolean closed;

    /** A thread that makes the calls of one owner, one at a time. */
    private static final class CallThread extends Thread {
        private final GuardedCalls calls;
        private volatile @Nullable GuardedCall<?> running;

        CallThread(GuardedCalls calls, Runnable task) {
            super(task, calls.usualName());
            this.calls = calls;
            setDaemon(true);
            setContextClassLoader(GuardedCalls.class.getClassLoader());
        }

        @Override
        public void run() {
            calls.threads.add(this);
            try {
                super.run();
            } finally {
                calls.threads.remove(this);
            }
        }
    }

    /** Calls one after another, which are made in one go on a thread. */
    private record Series(Runnable task, Runnable onEnded) implements Runnable {
        @Override
        public void run() {
            task.run();
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
        this.overdue = new OverdueCalls(limits.most(), faults::overdue, faults::setAside);
        this.loader = loader != null ? loader : GuardedCalls.class.getClassLoader();
        ThreadFactory factory = task -> new CallThread(this, task);
        this.handling = pool(HANDLING, factory);
        this.asking = pool(ASKING, factory);
    }

    public CallLimits limits() {
        return limits;
    }

    /**
     * Runs a task that {@linkplain #make makes calls}, as soon as a thread that handles is free.
     *
     * @param onEnded called instead if the owner has ended
     */
    public void series(Runnable task, Runnable onEnded) {
        try {
            handling.execute(new Series(task, onEnded));
        } catch (RejectedExecutionException e) {
            onEnded.run();
        }
    }

    /**
     * Makes a call on the calling thread, which must be that of a {@linkplain #series series}. The
     * limit counts from now on.
     *
     * @param deed a noun phrase for people, such as {@code handling a message from bob}
     * @param onGivenUp called on a thread of its own if the call takes too long, as soon as it
     *     does: the rest of the series is up to it
     * @return the outcome, or null if the call took too long: the series must end
     */
    public <T> @Nullable CallOutcome<T> make(
            String deed,
            Duration limit,
            CallBody<T> body,
            Consumer<? super CallFailedException> onGivenUp) {
        if (closed) {
            return CallOutcome.failed(CallFailedException.Kind.ENDED, "it has ended");
        }
        return new GuardedCall<>(
                        this,
                        deed,
                        limit,
                        body,
                        outcome -> {
                            if (outcome.failure() != null) {
                                onGivenUp.accept(outcome.failure());
                            }
                        })
                .make();
    }

    /**
     * Makes a call and waits for it, no longer than the limit.
     *
     * @param deed a noun phrase for people, such as {@code completing /echo}
     */
    public <T> @Nullable T ask(String deed, Duration limit, CallBody<T> body)
            throws CallFailedException, InterruptedException {
        CompletableFuture<CallOutcome<T>> answer = new CompletableFuture<>();
        GuardedCall<T> call = new GuardedCall<>(this, deed, limit, body, answer::complete);
        asked.add(call);
        try {
            // the time in the queue counts too, as somebody waits
            call.arm();
            submit(call);
            CallOutcome<T> outcome = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
            return outcome.value();
        } catch (TimeoutException e) {
            throw new CallFailedException(
                    CallFailedException.Kind.OVERDUE, deed + " took too long");
        } catch (ExecutionException e) {
            throw new IllegalStateException("not wrapped", e);
        }
    }

    /** Interrupts the calls that run. */
    public void interrupt() {
        for (CallThread thread : threads) {
            GuardedCall<?> running = thread.running;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** Interrupts the calls that run, and makes no others. */
    @Override
    public void close() {
        closed = true;
        interrupt();
        for (ThreadPoolExecutor pool : List.of(handling, asking)) {
            for (Runnable left : pool.shutdownNow()) {
                switch (left) {
                    case GuardedCall<?> call -> call.drop();
                    case Series series -> series.onEnded().run();
                    default -> throw new IllegalStateException("a task of nobody: " + left);
                }
            }
        }
    }

    private void submit(GuardedCall<?> call) {
        try {
            asking.execute(call);
        } catch (RejectedExecutionException e) {
            call.drop();
        }
    }

    private Collection<GuardedCall<?>> open() {
        asked.removeIf(GuardedCall::isOver);
        Collection<GuardedCall<?>> open = new ArrayList<>(asked);
        for (CallThread thread : threads) {
            GuardedCall<?> running = thread.running;
            if (running != null) {
                open.add(running);
            }
        }
        return open;
    }

    @Override
    public void began(GuardedCall<?> call) {
        own().running = call;
        if (closed) {
            call.interrupt();
        }
    }

    @Override
    public void ended(GuardedCall<?> call) {
        own().running = null;
        asked.remove(call);
    }

    private CallThread own() {
        if (Thread.currentThread() instanceof CallThread own && own.calls == this) {
            return own;
        }
        throw new IllegalStateException("not a thread of " + owner + "'s calls");
    }

    @Override
    public void look(Duration time) {
        watch.plan(System.nanoTime() + time.toNanos());
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
        if (!closed) {
            overdue.add(deed, limit);
        }
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
