package peerlink.cli.text;

import java.time.Duration;
import java.util.Locale;
import peerlink.core.model.NodeEvent.ProgressChanged;

/** Formats the progress of a task for people. */
final class ProgressText {
    /** A task that has made no progress for so long is said to have stalled. */
    private static final Duration STALLED = Duration.ofSeconds(5);

    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

    private ProgressText() {}

    /**
     * Returns a task's progress, in percent if the total is known, and its rate and the time that
     * it still takes if these are.
     */
    static String of(ProgressChanged task) {
        String done =
                task.total() <= 0
                        ? amount(task.done(), task.unit())
                        : "%d %% of %s"
                                .formatted(
                                        Math.min(100, (long) (100.0 * task.done() / task.total())),
                                        amount(task.total(), task.unit()));
        return task.title() + "  " + done + pace(task);
    }

    private static String pace(ProgressChanged task) {
        if (task.idle().compareTo(STALLED) >= 0) {
            return ", stalled for " + time(task.idle().toSeconds());
        }
        if (task.rate() <= 0) {
            return "";
        }
        long left = task.total() - task.done();
        return ", "
                + rate(task)
                + (left > 0 ? ", " + time((long) Math.ceil(left / task.rate())) + " left" : "");
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
    }

    private static String rate(ProgressChanged task) {
        if (isBytes(task.unit())) {
            return bytes(Math.round(task.rate())) + "/s";
        }
        // few of them are told by the minute: 0.0 in a second says nothing
        return task.rate() < 1
                ? String.format(Locale.ROOT, "%.0f/min", task.rate() * 60)
                : String.format(Locale.ROOT, "%.0f/s", task.rate());
    }

    private static String amount(long amount, String unit) {
        return isBytes(unit) ? bytes(amount) : amount + " " + unit;
    }

    private static boolean isBytes(String unit) {
        return unit.equals("bytes");
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
