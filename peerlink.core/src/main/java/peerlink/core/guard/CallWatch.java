package peerlink.core.guard;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks at the calls of one owner at the earliest end of their times. Most calls are over long
 * before, so one look is planned for many of them. Safe for use by several threads.
 */
final class CallWatch {
    /** Wakes for the looks of all owners. Its tasks never block. */
    private static final ScheduledThreadPoolExecutor TIMER =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("peerlink call-watch").factory());

    private final Supplier<Collection<GuardedCall<?>>> open;
    private final ReentrantLock lock = new ReentrantLock();

    // written with the lock held
    private volatile boolean isPlanned;
    private volatile long plannedAt;

    /**
     * @param open returns the calls that are not over. A call must be among them before its look is
     *     planned.
     */
    CallWatch(Supplier<Collection<GuardedCall<?>>> open) {
        this.open = open;
    }

    /** Runs a task after a time. It must not block. */
    static void after(Duration time, Runnable task) {
        TIMER.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks at the open calls at a time of {@link System#nanoTime}, or before. */
    void plan(long at) {
        if (isPlannedBy(at)) {
            return;
        }
        lock.lock();
        try {
            if (isPlannedBy(at)) {
                return;
            }
            plannedAt = at;
            isPlanned = true;
        } finally {
            lock.unlock();
        }
        after(Duration.ofNanos(Math.max(0, at - System.nanoTime())), () -> look(at));
    }

    private boolean isPlannedBy(long at) {
        return isPlanned && plannedAt - at <= 0;
    }

    private void look(long planned) {
        lock.lock();
        try {
            if (plannedAt != planned) {
                return; // an earlier look has been planned since
            }
            isPlanned = false;
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (GuardedCall<?> call : open.get()) {
            long left = call.nanosLeft(now);
            if (left <= 0) {
                call.look();
            } else {
                next = Math.min(next, left);
            }
        }
        if (next != Long.MAX_VALUE) {
            plan(now + next);
        }
    }
}
