package peerlink.registry.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives numbers that only grow, across restarts too and without a file: each is at least the
 * clock's milliseconds. A clock that was set back is noticed when a server answers {@code
 * stale-sequence} with the number it has seen; see {@link #raise}.
 */
public final class SequenceSource {
    /** The most by which numbers may get ahead of the clock; there are enough for 285,000 years. */
    static final Duration FURTHEST = Duration.ofDays(365 * 200);

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    public SequenceSource(InstantSource clock) {
        this.clock = clock;
    }

    public long next() {
        return last.updateAndGet(previous -> Math.max(previous + 1, clock.millis()));
    }

    /**
     * Continues after a number that a server has seen: this machine's clock was ahead when it was
     * given, and the server's perhaps too. One that lies {@link #FURTHEST} ahead is not believed: a
     * lying server could use up all numbers.
     *
     * @return true if it was taken
     */
    public boolean raise(long seen) {
        if (seen > clock.millis() + FURTHEST.toMillis()) {
            return false;
        }
        last.updateAndGet(previous -> Math.max(previous, seen));
        return true;
    }
}
