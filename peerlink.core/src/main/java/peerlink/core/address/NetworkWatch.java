package peerlink.core.address;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import peerlink.api.Printable;

/**
 * Notices that this machine has moved to another network, that the network is back, or that the
 * machine has slept: each a reason to distrust open links and to try lost ones at once. Not safe
 * for use by several threads.
 */
public final class NetworkWatch {
    private static final System.Logger LOG = System.getLogger(NetworkWatch.class.getName());

    /** The time from one look to the next. */
    public static final Duration PERIOD = Duration.ofSeconds(3);

    /**
     * The time beyond {@link #PERIOD} that only a sleep explains. A clock that is set that much
     * ahead looks the same, and does no harm.
     */
    private static final Duration SLEEP = Duration.ofSeconds(10);

    private final Candidates candidates;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private Instant lastClock;
    private long lastNanos;
    private boolean failed;

    /**
     * @param clock goes on while the machine sleeps
     * @param nanoTime a timer such as {@link System#nanoTime}, which may stop meanwhile
     * @param onChange called by {@link #look} after the candidates are up to date
     */
    public NetworkWatch(
            Candidates candidates, InstantSource clock, LongSupplier nanoTime, Runnable onChange) {
        this.candidates = candidates;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.lastClock = clock.instant();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Looks once; to be called every {@link #PERIOD}. */
    public void look() {
        boolean hasSlept = hasSlept();
        boolean isOther = false;
        try {
            isOther = candidates.look();
            failed = false;
        } catch (IOException e) {
            LOG.log(
                    failed ? Level.DEBUG : Level.WARNING,
                    () -> "can't look at the network interfaces: " + Printable.reason(e));
            failed = true;
        }
        if (hasSlept || isOther) {
            LOG.log(Level.DEBUG, hasSlept ? "the machine has slept" : "the network is another one");
            onChange.run();
        }
    }

    private boolean hasSlept() {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration most = PERIOD.plus(SLEEP);
        boolean slept =
                Duration.between(lastClock, now).compareTo(most) > 0
                        || nanos - lastNanos > most.toNanos();
        lastClock = now;
        lastNanos = nanos;
        return slept;
    }
}
