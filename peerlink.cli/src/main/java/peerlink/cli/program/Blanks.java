package peerlink.cli.program;

import peerlink.api.Printable;

/**
 * Finds the blanks of a line that the user typed, as {@link Printable#isSpace} defines them. Each
 * of them is one {@code char}.
 */
public final class Blanks {
    private Blanks() {}

    public static boolean isBlank(char c) {
        return Printable.isSpace(c);
    }

    /**
     * Returns the index of the first character from {@code start} on that is no blank, or the
     * text's length if all are blanks.
     */
    public static int endOf(String text, int start) {
        int end = start;
        while (end < text.length() && isBlank(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
