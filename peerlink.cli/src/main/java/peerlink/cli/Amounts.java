package peerlink.cli;

import java.util.Locale;

/** Amounts as people read them. */
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

    /** Returns how far a task has come, in percent where the total is known. */
    static String progress(String title, long done, long total) {
        if (total <= 0) {
            return title + "  " + bytes(done);
        }
        long percent = Math.min(100, (long) (100.0 * done / total));
        return "%s  %d %% of %s".formatted(title, percent, bytes(total));
    }
}
