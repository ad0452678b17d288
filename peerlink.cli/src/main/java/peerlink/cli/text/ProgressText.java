package peerlink.cli.text;

import java.util.Locale;

/** Formats the progress of a task for people. */
final class ProgressText {
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

    private ProgressText() {}

    /** Returns a task's progress, in percent if the total is known. */
    static String of(String title, long done, long total) {
        if (total <= 0) {
            return title + "  " + bytes(done);
        }
        long percent = Math.min(100, (long) (100.0 * done / total));
        return "%s  %d %% of %s".formatted(title, percent, bytes(total));
    }

    /** Returns a number of bytes in decimal units: {@code 999 B}, {@code 1.5 MB}. */
    private static String bytes(long bytes) {
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
}
