package peerlink.core.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again to reach a peer: after a random time between nothing and a bound that doubles with each failure ("full
 * jitter"), so that those who lost each other at the same moment don't all come back at the same moment. Times are those of {@link
 * System#nanoTime}, or of a clock like it.
 */
final class DialBackoff {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** How many failures until a peer is given up that nothing waits for: a quarter of an hour or so. */
    static final int PATIENCE = 12;

    /** Between two attempts that the user's typing asks for. */
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

    DialBackoff(RandomGenerator random) {
        this.random = random;
    }

    boolean isPatient() {
        return failures < PATIENCE;
    }

    /** Returns how long until the next attempt is due, 0 if it is; {@link Long#MAX_VALUE} if none is planned. In ns. */
    long nanosUntilDue(long now) {
        return dueIn == NEVER ? NEVER : Math.max(0, dueIn - (now - since));
    }

    /** Plans an attempt after a random pause, unless one is planned. */
    void plan(long now) {
        if (dueIn == NEVER) {
            planIn(random.nextLong(bound().toNanos()), now);
        }
    }

    /**
     * Plans an attempt at once: there is a reason to think that it will succeed. A reason that comes again and again is none, be it that a
     * directory comes and goes, or that the peer registers anew all the time: then it is as if somebody had asked.
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

    /** Plans an attempt soon, since somebody wants it: at once, unless one was made just before. */
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
        dueIn = NEVER;
    }

    void cancel() {
        dueIn = NEVER;
    }

    private Duration bound() {
        long doubled = FIRST.toMillis() << Math.min(failures, 16);
        return Duration.ofMillis(Math.min(doubled, LONGEST.toMillis()));
    }

    private void planIn(long nanos, long now) {
        dueIn = nanos;
        since = now;
    }
}
