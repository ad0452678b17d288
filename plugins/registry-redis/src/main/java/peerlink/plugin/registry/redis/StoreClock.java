package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server's time from a measurement that is at most a second old. It is late by the time
 * that the answer took, never early.
 */
final class StoreClock {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private record Measured(long wallMillis, long nanos) {}

    private volatile @Nullable Measured last;

    @FunctionalInterface
    interface Source {
        /** Asks the server for its time, in milliseconds since 1970. */
        long ask() throws IOException;
    }

    /** Notes the time that the server has just answered. */
    void measured(long wallMillis) {
        last = new Measured(wallMillis, System.nanoTime());
    }

    Instant now(Source source) throws IOException {
        Measured known = last;
        if (known == null || System.nanoTime() - known.nanos > MAX_AGE.toNanos()) {
            measured(source.ask());
            known = last;
        }
        if (known == null) {
            throw new IllegalStateException("measured nothing");
        }
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - known.nanos);
        return Instant.ofEpochMilli(known.wallMillis + since);
    }
}
