package peerlink.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks that a node repeats, all on one thread that wakes once for those whose time comes
 * about together: each wake-up costs a sleeping machine more than the checks. The thread is a
 * platform thread, as a virtual one takes two more to be woken. Safe for use by several threads.
 */
final class Lookout implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Lookout.class.getName());

    /** The part of its period by which a check may come too early, to come with others. */
    private static final int EARLY = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Look> looks = new ArrayList<>();
    private @Nullable Thread looking;
    private boolean isClosed;

    private static final class Look {
        private final long period;
        private final Runnable check;

        /** The time of {@link System#nanoTime}. */
        private long due;

        Look(Duration period, Runnable check) {
            this.period = period.toNanos();
            this.check = check;
            begin();
        }

        void begin() {
            due = System.nanoTime() + period;
        }

        boolean isDue(long now) {
            return due - now <= period / EARLY;
        }
    }

    /**
     * Begins to repeat a check.
     *
     * @param period the time from the end of a check to the next one, and before the first
     * @param check interrupted when this is closed; others wait for it
     */
    void every(Duration period, Runnable check) {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            looks.add(new Look(period, check));
            changed.signal();
            if (looking == null) {
                looking = Thread.ofPlatform().daemon().name("peerlink node-watch").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins to repeat a check once a {@link #PERIOD}. */
    void every(Runnable check) {
        every(PERIOD, check);
    }

    /** Ends the checks, and does not wait for one that is under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            looks.clear();
            if (looking != null) {
                looking.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                for (Look look : due()) {
                    check(look);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the node has ended");
        }
    }

    /** Waits for the next check; returns it, and all that may come with it. */
    private List<Look> due() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (isClosed) {
                    throw new InterruptedException();
                }
                long now = System.nanoTime();
                long left = Long.MAX_VALUE;
                for (Look look : looks) {
                    left = Math.min(left, look.due - now);
                }
                if (left <= 0) {
                    return looks.stream().filter(look -> look.isDue(now)).toList();
                }
                long _ = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void check(Look look) {
        if (hasEnded()) {
            return;
        }
        try {
            look.check.run();
        } catch (RuntimeException | Error e) {
            // the next may not; an Error too, as a class that is gone since an upgrade
            LOG.log(Level.ERROR, "a check of the node failed", e);
        } finally {
            settled(look);
        }
    }

    /** Plans the next time of a check, and leaves the one behind it no interrupt of its own. */
    private void settled(Look look) {
        lock.lock();
        try {
            look.begin();
            if (!isClosed) {
                boolean _ = Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasEnded() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }
}
