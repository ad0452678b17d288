package peerlink.plugin.lan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Decides when this node tells of itself: often at the beginning and after a change, since
 * multicast over radio is lost easily, and every half minute then. Not safe for use by several
 * threads.
 */
final class LanRounds {
    private static final List<Duration> FIRST =
            List.of(
                    Duration.ZERO,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3));

    private static final long LEAST = TimeUnit.SECONDS.toNanos(25);
    private static final long MOST = TimeUnit.SECONDS.toNanos(35);

    private final Deque<Long> coming = new ArrayDeque<>();
    private final RandomGenerator random;

    LanRounds(long now, RandomGenerator random) {
        this.random = random;
        hurry(now);
    }

    /** Begins anew. */
    void hurry(long now) {
        coming.clear();
        FIRST.forEach(offset -> coming.add(now + offset.toNanos()));
    }

    /** Returns the time until the next round, in nanoseconds; it is due if that is not positive. */
    long left(long now) {
        return coming.getFirst() - now;
    }

    /**
     * Notes that a round is made.
     *
     * @return whether it is one of those at the beginning, in which others are asked, too
     */
    boolean made(long now) {
        coming.removeFirst();
        if (!coming.isEmpty()) {
            return true;
        }
        // at random, so that the nodes of a network do not speak at the same time
        coming.add(now + random.nextLong(LEAST, MOST));
        return false;
    }
}
