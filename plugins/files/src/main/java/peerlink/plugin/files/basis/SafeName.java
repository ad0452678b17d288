package peerlink.plugin.files.basis;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import peerlink.api.Printable;

/**
 * Makes file names from outside harmless on every file system: one component that is no special
 * name, hides nothing and does not look like an option.
 */
public final class SafeName {
    /**
     * The longest name, in bytes of UTF-8: file systems allow 255, the rest is for
     * {@link #numbered}.
     */
    public static final int MAX_BYTES = 240;

    /** The name of a file if its own has no visible characters left. */
    public static final String FALLBACK = "file";

    private static final int MAX_EXTENSION_BYTES = 20;

    /** The names that Windows takes for devices, whatever the extension. */
    private static final Pattern DEVICE =
            Pattern.compile(
                    "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9¹²³])[ ]*(\\..*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

    private SafeName() {}

    /**
     * Returns a safe name that is as near to this one as possible. Applying it twice changes
     * nothing more.
     */
    public static String of(String name) {
        return of(name, false);
    }

    /**
     * Returns the name as {@link #of(String)} does, but with its leading dots: in a folder that the
     * user has taken as a whole they hide nothing, and belong to the content.
     */
    public static String inFolder(String name) {
        return of(name, true);
    }

    private static String of(String name, boolean keepsDots) {
        StringBuilder clean = new StringBuilder();
        lastComponent(name)
                .codePoints()
                .forEach(c -> clean.appendCodePoint(isAllowed(c) ? c : '_'));
        String safe = shorten(trim(clean.toString(), keepsDots), keepsDots);
        if (Printable.isBlank(safe)) {
            return FALLBACK;
        }
        return safe.charAt(0) == '-' || DEVICE.matcher(safe).matches()
                ? shorten("_" + safe, keepsDots)
                : safe;
    }

    /**
     * Returns the name with {@code _} for every character that is not ASCII, for systems that can
     * write no others.
     */
    public static String ascii(String safeName) {
        return of(safeName.replaceAll("[^\\x20-\\x7e]", "_"));
    }

    /** Returns {@code name (n).extension}. */
    public static String numbered(String safeName, int n) {
        int dot = extension(safeName);
        return safeName.substring(0, dot) + " (" + n + ")" + safeName.substring(dot);
    }

    private static String lastComponent(String name) {
        int end = name.length();
        while (end > 0 && isSeparator(name.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && !isSeparator(name.charAt(start - 1))) {
            start--;
        }
        return name.substring(start, end);
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean isAllowed(int c) {
        if (c < 0x80 && "<>:\"/\\|?*".indexOf(c) >= 0) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    /**
     * Removes leading dots, which hide a file, and dots and blanks at the end, which Windows drops.
     */
    private static String trim(String name, boolean keepsDots) {
        int start = 0;
        int end = name.length();
        while (start < end
                && isDotOrBlank(name.charAt(start))
                && !(keepsDots && name.charAt(start) == '.')) {
            start++;
        }
        while (end > start && isDotOrBlank(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isDotOrBlank(char c) {
        return c == '.' || Character.isSpaceChar(c) || Character.isWhitespace(c);
    }

    private static String shorten(String name, boolean keepsDots) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = extension(name);
        String extension = name.substring(dot);
        if (bytes(extension) > MAX_EXTENSION_BYTES) {
            dot = name.length();
            extension = "";
        }
        int room = MAX_BYTES - bytes(extension);
        int end = 0;
        while (end < dot) {
            int next = name.offsetByCodePoints(end, 1);
            int width = bytes(name.substring(end, next));
            if (width > room) {
                break;
            }
            room -= width;
            end = next;
        }
        return trim(trim(name.substring(0, end), keepsDots) + extension, keepsDots);
    }

    /** Returns the index of the extension, with its dot, or the name's length if it has none. */
    private static int extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name.length() : dot;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
