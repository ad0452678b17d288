package peerlink.registry.admin;

import java.time.Duration;
import java.util.Locale;

/** Formats figures for people. */
public final class Amount {
    private Amount() {}

    /** Returns {@code 12,345}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Returns {@code 0}, {@code < 0.1}, {@code 12.3} or {@code 1,234}. */
    static String rate(double perSecond) {
        if (perSecond <= 0) {
            return "0";
        }
        if (perSecond < 0.1) {
            return "< 0.1";
        }
        return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
    }

    /** Returns {@code 0 ms}, {@code 0.25 ms}, {@code 120 ms} or {@code 12.3 s}. */
    static String shortTime(Duration time) {
        double millis = time.toNanos() / 1_000_000.0;
        if (millis >= 1_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
        }
        String digits = String.format(Locale.ROOT, millis >= 10 ? "%.0f" : "%.2f", millis);
        return digits.replaceFirst("\\.?0+$", digits.contains(".") ? "" : "$0") + " ms";
    }

    /**
     * Returns a time in its two largest units: {@code 3 d 4 h}, {@code 5 min 20 s}, {@code 12 s}.
     * The rest is cut off, and a negative time is {@code 0 s}: a clock may have been set back.
     */
    public static String longTime(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        if (time.toMinutes() > 0) {
            return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
        }
        return "%d s".formatted(Math.max(0, time.toSeconds()));
    }
}
