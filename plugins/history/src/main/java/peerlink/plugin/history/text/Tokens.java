package peerlink.plugin.history.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import peerlink.api.Printable;

/**
 * Cuts a text into the tokens by which it is found: letters and digits in a row are one, and every
 * other visible character is one of its own. So is each character of a script that puts no blanks
 * between words. Case, accents and Unicode's several ways to write a character make no difference.
 *
 * <p>A token has no blank and no ASCII character but letters and digits: the full-width form stands
 * for each of the others. SQLite's {@code ascii} tokenizer splits joined tokens at blanks alone
 * then, and nothing in a query can be its syntax.
 */
public final class Tokens {
    /**
     * A token, and the part of the text that it stands for.
     *
     * @param start the index of its first {@code char}
     * @param end the index behind its last one
     * @param isWord whether it consists of letters and digits, so that more may follow
     */
    record Token(String text, int start, int end, boolean isWord) {}

    private static final Set<UnicodeScript> WITHOUT_BLANKS =
            EnumSet.of(
                    UnicodeScript.HAN,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA,
                    UnicodeScript.BOPOMOFO,
                    UnicodeScript.THAI,
                    UnicodeScript.LAO,
                    UnicodeScript.KHMER,
                    UnicodeScript.MYANMAR,
                    UnicodeScript.TIBETAN);

    /** From an ASCII character to its full-width form. */
    private static final int TO_FULL_WIDTH = 0xFEE0;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int wordStart;
    private int wordEnd;

    private Tokens(String text) {
        this.text = text;
    }

    /** Returns the tokens with a blank between them, for the index. */
    public static String joined(String text) {
        StringBuilder joined = new StringBuilder(text.length() + 16);
        for (Token token : in(text)) {
            if (!joined.isEmpty()) {
                joined.append(' ');
            }
            joined.append(token.text());
        }
        return joined.toString();
    }

    /** Returns the tokens of a text in their order. */
    static List<Token> in(String text) {
        Tokens cut = new Tokens(text);
        for (int i = 0; i < text.length(); ) {
            int end = cut.endOfCluster(i);
            cut.add(i, end);
            i = end;
        }
        cut.endWord();
        return cut.tokens;
    }

    /**
     * Returns the end of a character with the marks that belong to it. Characters are folded one at
     * a time, so that each token knows its place in the text.
     */
    private int endOfCluster(int start) {
        int first = text.codePointAt(start);
        int end = start + Character.charCount(first);
        boolean jamo = isJamo(first);
        while (end < text.length()) {
            int next = text.codePointAt(end);
            if (!isMark(next) && !(jamo && isJamo(next))) {
                break;
            }
            end += Character.charCount(next);
        }
        return end;
    }

    private void add(int start, int end) {
        char c = text.charAt(start);
        // most characters, which need no folding
        if (end == start + 1 && c < 0x80) {
            add(Character.toLowerCase(c), start, end);
            return;
        }
        String folded = folded(text.substring(start, end));
        for (int i = 0; i < folded.length(); ) {
            int point = folded.codePointAt(i);
            i += Character.charCount(point);
            add(point, start, end);
        }
    }

    private void add(int point, int start, int end) {
        if (isBlank(point)) {
            endWord();
        } else if (isInWord(point)) {
            addToWord(point, start, end);
        } else {
            endWord();
            int shown = point < 0x80 ? point + TO_FULL_WIDTH : point;
            tokens.add(new Token(Character.toString(shown), start, end, false));
        }
    }

    private void addToWord(int point, int start, int end) {
        if (word.isEmpty()) {
            wordStart = start;
        }
        word.appendCodePoint(point);
        wordEnd = end;
    }

    private void endWord() {
        if (!word.isEmpty()) {
            tokens.add(new Token(word.toString(), wordStart, wordEnd, true));
            word.setLength(0);
        }
    }

    /**
     * Folds one character such that those which people take for the same are the same:
     * compatibility forms (UAX #15, NFKC) without accents, and upper case turned to lower, one
     * character at a time: otherwise a Greek sigma would depend on whether it ends the word.
     */
    private static String folded(String cluster) {
        String apart = Normalizer.normalize(cluster, Normalizer.Form.NFKD);
        StringBuilder bare = new StringBuilder(apart.length());
        apart.codePoints()
                .filter(point -> !isAccent(point) && !isInvisible(point))
                .forEach(bare::appendCodePoint);
        String upper = Normalizer.normalize(bare, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(upper.length());
        upper.codePoints().forEach(point -> folded.appendCodePoint(Character.toLowerCase(point)));
        return folded.toString();
    }

    private static boolean isInWord(int point) {
        return (Character.isLetterOrDigit(point) || isMark(point) || isNumber(point))
                && !WITHOUT_BLANKS.contains(UnicodeScript.of(point));
    }

    private static boolean isNumber(int point) {
        int type = Character.getType(point);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default -> false;
        };
    }

    private static boolean isJamo(int point) {
        return point >= 0x1100 && point <= 0x11FF;
    }

    /** Tells of accents and the like, but not of the vowel signs that make a word another one. */
    private static boolean isAccent(int point) {
        return point >= 0x0300 && point <= 0x036F
                || point >= 0x1AB0 && point <= 0x1AFF
                || point >= 0x1DC0 && point <= 0x1DFF
                || point >= 0x20D0 && point <= 0x20FF;
    }

    /** Tells of hints for breaking lines, and of the selectors of emoji: nobody types them. */
    private static boolean isInvisible(int point) {
        return point == 0x00AD
                || point == 0x200B
                || point == 0x2060
                || point == 0xFEFF
                || point >= 0xFE00 && point <= 0xFE0F;
    }

    private static boolean isBlank(int point) {
        return Printable.isSpace(point) || Character.isISOControl(point);
    }
}
