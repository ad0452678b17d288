package peerlink.plugin.files.basis;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/** Words sizes and failures for people. */
public final class Wording {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Wording() {}

    /** Returns the size in decimal units, such as {@code 1.2 MB}. */
    public static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        do {
            value /= 1000;
            unit++;
        } while (value >= 999.95 && unit < UNITS.length - 1);
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Returns the number of files, if they are not one, and their size. */
    public static String amount(int files, long bytes) {
        return files == 1
                ? size(bytes)
                : String.format(Locale.ROOT, "%,d files, %s", files, size(bytes));
    }

    /** Returns a word in the chat's quotes, for a hint. */
    public static String quoted(String word) {
        boolean isPlain = word.matches("[\\p{L}\\p{N}%+,./:=@~_-]+");
        return isPlain ? word : "'" + Printable.line(word).replace("'", "'\\''") + "'";
    }

    /** Returns the reason of a failure with a file, without the path. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or folder";
            case FileAlreadyExistsException taken -> "what lies there is no folder";
            case FileSystemException failed -> orType(failed.getReason(), failed);
            default -> orType(e.getMessage(), e);
        };
    }

    private static String orType(@Nullable String text, IOException e) {
        return text == null || Printable.isBlank(text) ? e.getClass().getSimpleName() : text;
    }
}
