package peerlink.plugin.files;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import peerlink.plugin.files.basis.Wording;

/** Measures how fast bytes go, and words it. Safe for use by several threads. */
final class Pace {
    /** The time over which the rate is measured, in nanoseconds. */
    private static final long SPAN = Duration.ofSeconds(1).toNanos();

    /** The silence after which a transfer is said to stand, in nanoseconds. */
    private static final long STALLED = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanoClock;
    private final long total;
    private long done;
    private long spanStart;
    private long spanBytes;
    private double rate;
    private long movedAt;

    /**
     * @param total the bytes of all
     * @param done the bytes that are there already
     */
    Pace(LongSupplier nanoClock, long total, long done) {
        this.nanoClock = nanoClock;
        this.total = total;
        this.done = done;
        this.spanStart = nanoClock.getAsLong();
        this.movedAt = spanStart;
    }

    /** Notes bytes that have gone. */
    synchronized void advance(long bytes) {
        long now = nanoClock.getAsLong();
        done += bytes;
        spanBytes += bytes;
        movedAt = now;
        if (now - spanStart >= SPAN) {
            double last = spanBytes * 1e9 / (now - spanStart);
            // a little of the past, so that the time left does not jump
            rate = rate == 0 ? last : 0.3 * rate + 0.7 * last;
            spanStart = now;
            spanBytes = 0;
        }
    }

    synchronized long done() {
        return done;
    }

    /** Returns the part that is there, 0 to 1. */
    synchronized double part() {
        return total == 0 ? 1 : Math.min(1, (double) done / total);
    }

    /** Returns the rate in bytes a second; 0 if nothing has gone for five seconds. */
    synchronized long rate() {
        return isStalled() ? 0 : (long) rate;
    }

    private boolean isStalled() {
        return nanoClock.getAsLong() - movedAt >= STALLED;
    }

    /** Returns the state for people, such as {@code 45 % of 1.2 GB, 45.0 MB/s, 25 s left}. */
    synchronized String text() {
        long percent = total == 0 ? 100 : Math.min(100, (long) (100.0 * done / total));
        String part = "%d %% of %s".formatted(percent, Wording.size(total));
        if (isStalled()) {
            long seconds = Duration.ofNanos(nanoClock.getAsLong() - movedAt).toSeconds();
            return part + ", stalled for " + seconds + " s";
        }
        if (rate < 1) {
            return part;
        }
        return "%s, %s/s, %s left"
                .formatted(part, Wording.size((long) rate), time((long) ((total - done) / rate)));
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %d min", seconds / 3600, seconds / 60 % 60);
    }
}
