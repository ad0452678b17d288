package peerlink.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it. It begins at the start of the year 2026 in UTC.
 */
public final class TestClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Shortly before it overflows, as {@link System#nanoTime} may be. */
    private static final long FIRST_NANOS = Long.MAX_VALUE - 1_000;

    private final AtomicLong passed = new AtomicLong();

    /** Makes a clock that shows the start of the year. */
    public TestClock() {}

    /** Moves it on. */
    public void advance(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    @Override
    public Instant instant() {
        return START.plusNanos(passed.get());
    }

    /** Returns its time as {@link System#nanoTime} would: only differences mean anything. */
    public long nanoTime() {
        return FIRST_NANOS + passed.get();
    }
}
