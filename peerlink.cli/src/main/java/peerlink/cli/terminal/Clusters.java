package peerlink.cli.terminal;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the characters of a text as a person sees them: extended grapheme clusters (UAX #29), so
 * that a flag, a family, a keycap or a letter with its accents is one. Positions count code points,
 * as JLine's buffer does.
 */
final class Clusters {
    // in JDK 25 the same as BreakIterator's, and faster
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private static final int EMOJI_VARIATION = 0xfe0f;
    private static final int KEYCAP = 0x20e3;

    private final int[] text;
    private final BitSet starts = new BitSet();

    private Clusters(String text) {
        this.text = text.codePoints().toArray();
        Matcher matcher = CLUSTER.matcher(text);
        int position = 0;
        int seen = 0;
        while (matcher.find()) {
            position += text.codePointCount(seen, matcher.start());
            seen = matcher.start();
            starts.set(position);
        }
        starts.set(this.text.length);
    }

    static Clusters of(String text) {
        return new Clusters(text);
    }

    int length() {
        return text.length;
    }

    /**
     * Returns the beginning of the character that ends at the position or is cut by it; 0 if there
     * is none.
     */
    int before(int position) {
        return position <= 0 ? 0 : starts.previousSetBit(position - 1);
    }

    /**
     * Returns the end of the character that begins at the position or is cut by it; the text's
     * length if there is none.
     */
    int after(int position) {
        return position >= text.length ? text.length : starts.nextSetBit(position + 1);
    }

    /** Returns the position, or the beginning of the character that it cuts. */
    int floor(int position) {
        return starts.previousSetBit(position);
    }

    /** Tells whether a line feed begins there. */
    boolean isLineEnd(int position) {
        return position < text.length && text[position] == '\n';
    }

    /**
     * Tells whether terminals disagree about the text's width. Those that join the parts of an
     * emoji draw one, the others several beside each other. Accents have no width on all of them.
     */
    boolean isWidthUncertain() {
        for (int start = 0; start < text.length; start = after(start)) {
            for (int part = start + 1; part < after(start); part++) {
                if (!isAccent(text[part])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAccent(int c) {
        int type = Character.getType(c);
        return c != EMOJI_VARIATION
                && c != KEYCAP
                && (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK);
    }

    /**
     * Returns the beginning of the word that ends before the position, behind blanks and the like.
     */
    int wordStart(int position, Word word) {
        int start = position;
        while (start > 0 && !isWord(before(start), word)) {
            start = before(start);
        }
        while (start > 0 && isWord(before(start), word)) {
            start = before(start);
        }
        return start;
    }

    /** Returns the end of the word that begins at the position or after it. */
    int wordEnd(int position, Word word) {
        int end = position;
        while (end < text.length && !isWord(end, word)) {
            end = after(end);
        }
        while (end < text.length && isWord(end, word)) {
            end = after(end);
        }
        return end;
    }

    private boolean isWord(int start, Word word) {
        return word.first.test(text[start]);
    }

    /** The kinds of words: a character belongs to one by its first code point. */
    enum Word {
        /** Letters and digits. */
        LETTERS(Character::isLetterOrDigit),
        /** All but blanks. */
        UNBROKEN(c -> !Character.isWhitespace(c));

        private final IntPredicate first;

        Word(IntPredicate first) {
            this.first = first;
        }
    }
}
