package peerlink.core.guard;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at the calls of one owner at the earliest end of their times. Most calls are over long
 * before, so one look is planned for many of them. Safe for use by several threads.
 */
final class CallWatch {
    /** Wakes for the looks of all owners. Its tasks never block. */
    private static final ScheduledThreadPoolExecutor TIMER =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("peerlink call-watch").factory());

    private final Set<GuardedCall<?>> watched = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private boolean isPlanned;
    private long plannedAt;

    /** Has a call looked at when a time is over, unless it is removed before. */
    void add(GuardedCall<?> call, Duration time) {
        watched.add(call);
        plan(System.nanoTime() + time.toNanos());
    }

    void remove(GuardedCall<?> call) {
        watched.remove(call);
    }

    /** Runs a task after a time. It must not block. */
    static void after(Duration time, Runnable task) {
        TIMER.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void plan(long at) {
        lock.lock();
        try {
            if (isPlanned && plannedAt - at <= 0) {
                return;
            }
            isPlanned = true;
            plannedAt = at;
        } finally {
            lock.unlock();
        }
        after(Duration.ofNanos(Math.max(0, at - System.nanoTime())), () -> look(at));
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
}
