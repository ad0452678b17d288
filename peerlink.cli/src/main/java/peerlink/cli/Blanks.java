package peerlink.cli;

/**
 * Separates the words that people type at blanks: also at the no-break space, which some keyboards give, and at invisible characters,
 * which come with pasted text. {@link peerlink.api.Printable#isBlank} goes further: it tells whether anything of a whole text can be
 * seen, and so counts joiners and controls, which stand within words.
 */
final class Blanks {
    private Blanks() {}

    static boolean isBlank(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u200B'
                || c == '\u2060'
                || c == '\uFEFF';
    }

    /** Returns the index of the first character from {@code start} on that is no blank; the text's length if there is none. */
    static int endOf(String text, int start) {
        int end = start;
        while (end < text.length() && isBlank(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
