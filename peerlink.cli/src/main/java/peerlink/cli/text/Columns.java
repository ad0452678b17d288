package peerlink.cli.text;

import org.jline.utils.WCWidth;

/** Counts the columns that text takes on a terminal. */
public final class Columns {
    private static final int TAB_STOP = 8;
    private static final char SOFT_HYPHEN = '\u00AD';

    private Columns() {}

    /** Returns the columns that a character takes: 0, 1 or 2. */
    public static int of(int codePoint) {
        if (Character.getType(codePoint) == Character.UNASSIGNED
                && Character.isExtendedPictographic(codePoint)) {
            return 2; // an emoji that is newer than this Java: better too wide than over the edge
        }
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** Returns the columns that a text without line feeds and tabs takes. */
    public static int of(CharSequence text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /**
     * Returns the text as a terminal shows it: each tab as blanks up to the next multiple of eight
     * columns of its own line, and no soft hyphens, which some terminals show as a hyphen where no
     * line ends.
     */
    static String expanded(String text) {
        if (text.indexOf('\t') < 0 && text.indexOf(SOFT_HYPHEN) < 0) {
            return text;
        }
        StringBuilder expanded = new StringBuilder(text.length() + 64);
        int column = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\t') {
                int blanks = TAB_STOP - column % TAB_STOP;
                expanded.repeat(' ', blanks);
                column += blanks;
            } else if (c != SOFT_HYPHEN) {
                expanded.appendCodePoint(c);
                column = c == '\n' ? 0 : column + of(c);
            }
        }
        return expanded.toString();
    }
}
