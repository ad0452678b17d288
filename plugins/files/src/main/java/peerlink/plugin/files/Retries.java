package peerlink.plugin.files;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits between tries: a second, then twice as long each time, up to a minute, or until it is
 * woken. One thread waits; any thread may wake it.
 */
final class Retries {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean isWoken;

    /** Used by the thread that waits alone. */
    private Duration next = FIRST;

    /** Has the next try come at once. */
    void wake() {
        lock.lock();
        try {
            isWoken = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins with a short pause again: the last try has brought something. */
    void reset() {
        next = FIRST;
    }

    /** Waits until the next try is due. */
    void await() throws InterruptedException {
        if (isWokenWithin(next)) {
            next = FIRST;
            return;
        }
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }

    private boolean isWokenWithin(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(pause);
            while (!isWoken && left > 0) {
                left = woken.awaitNanos(left);
            }
            boolean wasWoken = isWoken;
            isWoken = false;
            return wasWoken;
        } finally {
            lock.unlock();
        }
    }
}
