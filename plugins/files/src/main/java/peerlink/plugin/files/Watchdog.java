package peerlink.plugin.files;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions when deadlines pass. Looks at all deadlines a few times a second, and sleeps while
 * there are none. Safe for use by several threads.
 */
final class Watchdog implements Runnable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final LongSupplier nanoClock;
    private final Consumer<Runnable> starter;
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread watching;

    /**
     * @param nanoClock such as {@link System#nanoTime}: no change of the time of day makes a
     * deadline pass
     * @param starter starts an action on another thread, so that one that waits for a disk or a
     * peer holds up no other
     */
    Watchdog(LongSupplier nanoClock, Consumer<Runnable> starter) {
        this.nanoClock = nanoClock;
        this.starter = starter;
    }

    /** Starts the action when the time is over, unless the deadline is closed or renewed before. */
    Deadline in(Duration time, Runnable action) {
        Deadline deadline = new Deadline(time, action);
        deadlines.add(deadline);
        LockSupport.unpark(watching);
        return deadline;
    }

    /** Watches until the thread is interrupted. */
    @Override
    public void run() {
        watching = Thread.currentThread();
        try {
            while (true) {
                awaitDeadline();
                Thread.sleep(PERIOD);
                long now = nanoClock.getAsLong();
                for (Deadline deadline : deadlines) {
                    if (now - deadline.at > 0 && deadlines.remove(deadline)) {
                        starter.accept(deadline.action);
                    }
                }
            }
        } catch (InterruptedException e) {
            deadlines.clear();
        }
    }

    private void awaitDeadline() throws InterruptedException {
        while (deadlines.isEmpty()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** A moment at which an action starts, unless it is put off or called off. */
    final class Deadline implements AutoCloseable {
        private final Duration time;
        private final Runnable action;
        private volatile long at;

        private Deadline(Duration time, Runnable action) {
            this.time = time;
            this.action = action;
            this.at = nanoClock.getAsLong() + time.toNanos();
        }

        /** Begins the time anew. */
        void renew() {
            renew(time);
        }

        /** Begins another time. */
        void renew(Duration next) {
            at = nanoClock.getAsLong() + next.toNanos();
        }

        /** Calls the action off. */
        @Override
        public void close() {
            deadlines.remove(this);
        }
    }
}
