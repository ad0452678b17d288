package peerlink.core.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.core.exchange.Exchange;
import peerlink.core.store.MessageStore;

/**
 * Guards an {@link Exchange} by a lock, and runs its timer. Each use ends by doing the work that is
 * due, and then tells, outside of the lock, the parts that wait for it; within a {@linkplain Turn
 * turn} that comes at the turn's end. Safe for use by several threads.
 */
final class LockedExchange {
    /** A use of the exchange, with the lock held. */
    interface Use<T extends @Nullable Object, X extends Exception> {
        T make(Exchange exchange) throws X;
    }

    private final Exchange exchange;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer;
    private final Runnable commit;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable ScheduledFuture<?> due;
    private long dueAt;
    private boolean stopped;

    /**
     * @param commit commits the changes that were asked for with {@link
     *     MessageStore.Committer#CALLER}
     */
    LockedExchange(
            Exchange exchange,
            LongSupplier nanoTime,
            ScheduledExecutorService timer,
            Runnable commit) {
        this.exchange = exchange;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.commit = commit;
    }

    /**
     * Makes a call, after which the calling thread itself does what follows from it; see {@link
     * Turn}. Must be called without a lock that a use takes.
     */
    <T extends @Nullable Object, X extends Exception> T inTurn(Turn.Call<T, X> call) throws X {
        return Turn.make(this, commit, call);
    }

    /** Returns the thread that is to commit the changes that the calling thread asks for now. */
    MessageStore.Committer committer() {
        Turn turn = Turn.at(this);
        return turn != null && turn.commits()
                ? MessageStore.Committer.CALLER
                : MessageStore.Committer.STORE;
    }

    <T extends @Nullable Object, X extends Exception> T use(Use<T, X> use) throws X {
        lock.lock();
        try {
            return use.make(exchange);
        } finally {
            leave();
        }
    }

    void run(Consumer<Exchange> action) {
        lock.lock();
        try {
            action.accept(exchange);
        } finally {
            leave();
        }
    }

    /**
     * Runs an action as soon as the lock is released, or at the end of the calling thread's turn.
     * Must be called with the lock held.
     */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /** Returns a condition for which a use may wait. */
    Condition newCondition() {
        return lock.newCondition();
    }

    /** Stops the work of the timer. Must be called within a use. */
    void stop() {
        stopped = true;
        if (due != null) {
            due.cancel(false);
        }
    }

    private void leave() {
        List<Runnable> last = List.of();
        try {
            if (!stopped && exchange.takeTickDue()) {
                tick();
            }
            if (!afterwards.isEmpty() && lock.getHoldCount() == 1) {
                last = List.copyOf(afterwards);
                afterwards.clear();
            }
        } finally {
            lock.unlock();
        }
        Turn turn = last.isEmpty() ? null : Turn.at(this);
        if (turn == null) {
            last.forEach(Runnable::run);
        } else {
            turn.tell(last);
        }
    }

    private void tick() {
        if (!stopped) {
            long now = nanoTime.getAsLong();
            arm(exchange.tick(now), now);
        }
    }

    private void arm(long nanos, long now) {
        if (nanos == Long.MAX_VALUE || due != null && now + nanos - dueAt >= 0) {
            return;
        }
        if (due != null) {
            due.cancel(false);
        }
        dueAt = now + nanos;
        due =
                timer.schedule(
                        () ->
                                run(
                                        _ -> {
                                            due = null;
                                            tick();
                                        }),
                        nanos,
                        TimeUnit.NANOSECONDS);
    }
}
