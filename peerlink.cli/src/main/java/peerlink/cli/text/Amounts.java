package peerlink.cli.text;

import java.time.Duration;
import java.util.Locale;

/** Formats amounts for people. */
final class Amounts {
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

    private Amounts() {}

    /** Returns a number of bytes in decimal units: {@code 999 B}, {@code 1.5 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 999.95 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[Math.max(unit, 0)]);
    }

    /**
     * Returns a time in its two largest units: {@code 9 s}, {@code 3 min 12 s}, {@code 2 d 5 h};
     * nothing is less than 0 s.
     */
    static String time(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        if (time.toMinutes() > 0) {
            return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
        }
        return Math.max(0, time.toSeconds()) + " s";
    }

    /** Returns a task's progress, in percent if the total is known. */
    static String progress(String title, long done, long total) {
        if (total <= 0) {
            return title + "  " + bytes(done);
        }
        long percent = Math.min(100, (long) (100.0 * done / total));
        return "%s  %d %% of %s".formatted(title, percent, bytes(total));
    }
}
