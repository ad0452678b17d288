package peerlink.core.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times the next attempt to reach a peer: after a random time between nothing and a bound that
 * doubles with each failure ("full jitter"), and stays low for a while after a link was lost. So
 * peers that lost each other at the same moment don't all come back at the same moment. Times are
 * those of {@link System#nanoTime}, or of a clock like it.
 */
final class DialBackoff {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofMinutes(5);

    /**
     * The number of failures until a peer for which nothing waits is given up: a quarter of an hour
     * or so.
     */
    static final int PATIENCE = 12;

    /** The time after a loss in which attempts come often: most outages are over by then. */
    static final Duration SHORT_LOSS = Duration.ofMinutes(3);

    static final Duration SHORT_LOSS_BOUND = Duration.ofSeconds(2);

    /** The time after a loss in which a peer is not given up, and attempts come now and then. */
    static final Duration LOSS = Duration.ofMinutes(15);

    static final Duration LOSS_BOUND = Duration.ofSeconds(15);

    /** The longest pause after the network has changed: all peers are tried then. */
    static final Duration SPREAD = Duration.ofMillis(300);

    /** The time between two attempts for which the user's typing asks. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private int failures;
    private long dueIn = NEVER;
    private long since;
    private boolean triedBefore;
    private long triedAt;
    private boolean hurriedBefore;
    private long hurriedAt;
    private boolean isAfterLoss;
    private long lostAt;

    DialBackoff(RandomGenerator random) {
        this.random = random;
    }

    boolean isPatient(long now) {
        return failures < PATIENCE || isAfterLoss && now - lostAt < LOSS.toNanos();
    }

    /** Notes that a link was lost, unless one was lost before and none has held since. */
    void lost(long now) {
        if (!isAfterLoss) {
            isAfterLoss = true;
            lostAt = now;
        }
    }

    /**
     * Returns the nanoseconds until the next attempt is due; 0 if it is due, {@link Long#MAX_VALUE}
     * if none is planned.
     */
    long nanosUntilDue(long now) {
        return dueIn == NEVER ? NEVER : Math.max(0, dueIn - (now - since));
    }

    /** Plans an attempt after a random pause, unless one is planned. */
    void plan(long now) {
        if (dueIn == NEVER) {
            planIn(random.nextLong(bound(now).toNanos()), now);
        }
    }

    /**
     * Plans an attempt at once, as there is a reason to think that it will succeed. A reason that
     * repeats is none: a directory may come and go, or a peer may register anew all the time. Then
     * this does as {@link #ask}.
     */
    void hurry(long now) {
        if (hurriedBefore && now - hurriedAt < LONGEST.toNanos()) {
            ask(now);
            return;
        }
        hurriedBefore = true;
        hurriedAt = now;
        failures = 0;
        planIn(0, now);
    }

    /** Plans an attempt at once, or nearly so, and forgets the failures. */
    void again(long now) {
        failures = 0;
        lostAt = now;
        long pause = random.nextLong(SPREAD.toNanos());
        if (nanosUntilDue(now) > pause) {
            planIn(pause, now);
        }
    }

    /** Plans an attempt that a caller asks for: at once, unless one was made just before. */
    void ask(long now) {
        long pause = triedBefore ? Math.max(0, PAUSE.toNanos() - (now - triedAt)) : 0;
        if (nanosUntilDue(now) > pause) {
            planIn(pause, now);
        }
    }

    void begun(long now) {
        dueIn = NEVER;
        triedBefore = true;
        triedAt = now;
    }

    void failed() {
        failures++;
    }

    void succeeded() {
        failures = 0;
        isAfterLoss = false;
        dueIn = NEVER;
    }

    void cancel() {
        dueIn = NEVER;
    }

    private Duration bound(long now) {
        long doubled = FIRST.toMillis() << Math.min(failures, 16);
        return Duration.ofMillis(Math.min(doubled, longest(now).toMillis()));
    }

    private Duration longest(long now) {
        long ago = now - lostAt;
        if (isAfterLoss && ago < SHORT_LOSS.toNanos()) {
            return SHORT_LOSS_BOUND;
        }
        return isAfterLoss && ago < LOSS.toNanos() ? LOSS_BOUND : LONGEST;
    }

    private void planIn(long nanos, long now) {
        dueIn = nanos;
        since = now;
    }
}
