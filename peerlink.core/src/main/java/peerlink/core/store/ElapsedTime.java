package peerlink.core.store;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts the time that has passed for a profile since its messages are kept. Messages wait by it,
 * and nobody can set it. While a node runs, it goes by a timer. Between two runs, and while the
 * machine sleeps, it follows the machine's clock, as far as that can be believed. A clock at most
 * {@link #TRUSTED} ahead of the expected time is right, and time has passed that no timer has seen.
 * One that is further off, either way, is in doubt: then no time has passed, and the clock counts
 * from there on. The count never goes back, and a clock that is set forth and back again moves it
 * once. Safe for use by several threads.
 */
public final class ElapsedTime {
    /** The most time that may pass unseen. */
    static final Duration TRUSTED = Duration.ofDays(7);

    private static final System.Logger LOG = System.getLogger(ElapsedTime.class.getName());

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long begin;

    // guarded by this
    private long unseen;
    private long ahead;

    /**
     * @param kept the time that had passed before, if it is known
     * @param nanoTime a timer such as {@link System#nanoTime}
     */
    public ElapsedTime(
            Optional<MessageStore.Elapsed> kept, InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.unseen = kept.map(MessageStore.Elapsed::millis).orElse(0L);
        this.ahead = kept.map(MessageStore.Elapsed::ahead).orElseGet(() -> clock.millis() - unseen);
        follow();
    }

    /** Returns the time that has passed, in milliseconds. */
    public synchronized long millis() {
        return unseen + (nanoTime.getAsLong() - begin) / 1_000_000;
    }

    /** Looks at the machine's clock. Returns the state to be stored for the next run. */
    public synchronized MessageStore.Elapsed follow() {
        long now = millis();
        long missed = clock.millis() - ahead - now;
        if (Math.abs(missed) > TRUSTED.toMillis()) {
            LOG.log(
                    Level.INFO,
                    "the clock is {0} days from where it was left: it may be wrong, and messages that wait have not waited for longer",
                    Duration.ofMillis(missed).toDays());
            ahead += missed;
        } else if (missed > 0) {
            unseen += missed;
        }
        return new MessageStore.Elapsed(millis(), ahead);
    }
}
