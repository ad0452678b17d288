package peerlink.registry.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Tells a time that nobody can set: it begins with another clock's time and then goes by a timer.
 * Leases run by it, so that they neither end nor go on because the machine's clock was set. It
 * stands still while the machine sleeps, where the timer does.
 */
public final class SteadyClock implements InstantSource {
    private final LongSupplier nanos;
    private final Instant begin;
    private final long beginMillis;
    private final long beginNanos;

    /**
     * @param nanos the timer, such as {@link System#nanoTime}
     */
    SteadyClock(Instant begin, LongSupplier nanos) {
        this.nanos = nanos;
        this.begin = begin;
        this.beginMillis = begin.toEpochMilli();
        this.beginNanos = nanos.getAsLong();
    }

    /**
     * Returns the clock by which leases and other durations run beside the given clock: the
     * system's clock has a timer beside it, a test's is steady.
     */
    public static InstantSource beside(InstantSource clock) {
        return clock.equals(InstantSource.system())
                ? new SteadyClock(clock.instant(), System::nanoTime)
                : clock;
    }

    /** Returns a clock that goes with another one, and is ahead of it. */
    public static InstantSource ahead(InstantSource of, Duration by) {
        if (by.isZero()) {
            return of;
        }
        return of instanceof SteadyClock steady
                ? new SteadyClock(steady.instant().plus(by), steady.nanos)
                : () -> of.instant().plus(by);
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanos.getAsLong() - beginNanos);
    }

    @Override
    public long millis() {
        return beginMillis + (nanos.getAsLong() - beginNanos) / 1_000_000;
    }
}
