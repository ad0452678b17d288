package peerlink.api;

/**
 * Text made safe for a terminal, a log or a file name. Whatever came from outside passes through here before it is
 * shown: a peer must not be able to move the cursor, recolour the screen or reverse a line.
 */
public final class Printable {
    /** What stands in the place of each character that was taken out. */
    public static final char REPLACEMENT = '\uFFFD';

    /**
     * How many combining marks and joiners may follow one another. Writing systems need up to six; Unicode's Stream-Safe Text Format
     * (UAX #15, section 13) stops at 30, which still covers the rows above and below on many terminals.
     */
    public static final int MAX_MARKS = 8;

    private static final int EXCERPT = 64;

    private Printable() {}

    /**
     * Returns the text as one line: controls (C0, DEL, C1), line and paragraph separators, bidirectional overrides and
     * isolates, other invisible format characters, unpaired surrogates and code points that are not assigned become
     * {@link #REPLACEMENT}; a tab becomes a space. Of more than {@link #MAX_MARKS} combining marks and joiners in a row,
     * those beyond become one {@link #REPLACEMENT}.
     */
    public static String line(String text) {
        return clean(text, false);
    }

    /** Like {@link #line}, but keeps line feeds; {@code \r\n} becomes one line feed. */
    public static String lines(String text) {
        return clean(text.replace("\r\n", "\n"), true);
    }

    /** Returns at most the first 64 characters as one line, for the value that an error message names. */
    public static String excerpt(String text) {
        return text.length() <= EXCERPT ? line(text) : line(text.substring(0, EXCERPT)) + "…";
    }

    /**
     * Tells whether nobody would see anything of the text: it is empty, or has white space, controls, and characters that no screen
     * shows alone. Those are the format characters, the fillers of Hangul and Braille, variation selectors and what else Unicode
     * lets every program ignore (Default_Ignorable_Code_Point). {@link String#isBlank} takes a no-break space for a word.
     */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(Printable::isUnseen);
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default ->
                    c == 0x034F // combining grapheme joiner
                            || c == 0x115F // Hangul fillers
                            || c == 0x1160
                            || c == 0x3164
                            || c == 0xFFA0
                            || c == 0x17B4 // Khmer inherent vowels
                            || c == 0x17B5
                            || c >= 0x180B && c <= 0x180F // Mongolian variation selectors
                            || c == 0x2065
                            || c == 0x2800 // a Braille pattern without dots
                            || c >= 0xFE00 && c <= 0xFE0F // variation selectors
                            || c >= 0xFFF0 && c <= 0xFFF8
                            || c >= 0xE0000 && c <= 0xE0FFF; // tags, more variation selectors
        };
    }

    private static String clean(String text, boolean keepLineFeeds) {
        StringBuilder clean = null;
        int marks = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            marks = isMark(c) ? marks + 1 : 0;
            boolean good = marks <= MAX_MARKS && (keepLineFeeds && c == '\n' || isPrintable(c));
            if (!good && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null && good) {
                clean.appendCodePoint(c);
            } else if (clean != null && marks <= MAX_MARKS + 1) {
                clean.append(c == '\t' ? ' ' : REPLACEMENT);
            }
            i += Character.charCount(c);
        }
        return clean == null ? text : clean.toString();
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || isJoiner(c);
    }

    /** The joiners shape emoji and several scripts; every other format character is invisible or reorders. */
    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            case Character.FORMAT -> isJoiner(c);
            default -> true;
        };
    }
}
