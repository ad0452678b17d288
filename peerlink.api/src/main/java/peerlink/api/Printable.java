package peerlink.api;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes text safe for a terminal, a log or a file name. All text from outside passes through here
 * before it is shown: a peer must not be able to move the cursor, recolour the screen, reverse a
 * line or hide something in one.
 *
 * <p>There are two kinds of text. <b>Words</b> are somebody's own text: they are shown as they were
 * written, as far as that deceives nobody ({@link #lines}, {@link #preview}). A <b>value</b> is a
 * name, a path, a reason: in it also merely invisible characters are shown, since two values that
 * differ must look so ({@link #line}, {@link #excerpt}).
 *
 * <p>{@link #REPLACEMENT} stands in the place of each character that could deceive or move the
 * cursor:
 *
 * <ul>
 * <li>controls (C0, DEL, C1): a terminal obeys them. But {@code \r\n} and the line and paragraph
 *     separators are line feeds; in words line feeds and tabs stay, and in a value each is a space;
 * <li>bidirectional marks, embeddings, overrides and isolates: they show text in another order than
 *     it has;
 * <li>interlinear annotations, deprecated format characters (U+206A to U+206F), and those that
 *     arrange musical signs, shorthand and hieroglyphs: they hide, move or overlay their
 *     neighbours;
 * <li>tag characters: they spell ASCII that nobody sees. Those of a flag stay, as England's: a
 *     black flag, two letters and one to four letters or digits, and the end. More would be a
 *     message in the message; that much is betrayed by its flag;
 * <li>a variation selector behind another one: it can't select anything, but a row of them can
 *     carry hidden bytes;
 * <li>combining marks and invisible characters beyond {@link #MAX_MARKS} in a row: they climb over
 *     other rows, or hide bytes. There is one replacement for all of them;
 * <li>unpaired surrogates, noncharacters, and code points that this Java's Unicode has not
 *     assigned: nobody knows what they do. Those that can only become pictographs or ideographs
 *     stay: newer emoji are no attack.
 * </ul>
 *
 * <p>All else stays, namely:
 *
 * <ul>
 * <li>joiners (U+200C, U+200D): several scripts and emoji need them;
 * <li>in words the hints for breaking lines and the like: soft hyphen, zero width space and
 *     no-break space (the byte order mark), word joiner, Mongolian vowel separator, invisible
 *     operators. They move nothing, and texts have them from word processors and files. In a value
 *     they are replaced;
 * <li>format characters that are visible, as the Arabic number signs;
 * <li>private use: it moves nothing, and is a sign of the reader's own font, or an empty box.
 * </ul>
 *
 * <p>The file is longer than most, as each class of characters stands here with its reason.
 */
public final class Printable {
    /** Stands in the place of each character that was taken out. */
    public static final char REPLACEMENT = '\uFFFD';

    /**
     * The most combining marks and invisible characters that may follow one another. Writing
     * systems need up to six; Unicode's Stream-Safe Text Format (UAX #15, section 13) stops at 30,
     * which still covers the rows above and below on many terminals.
     */
    public static final int MAX_MARKS = 8;

    private static final int EXCERPT = 64;

    /**
     * The reach beyond an excerpt in which its last character must end, which may be an emoji of
     * many code points.
     */
    private static final int LOOK_AHEAD = 64;

    private static final int BLACK_FLAG = 0x1F3F4;

    /**
     * The tags behind the black flag in an emoji tag sequence (UTS #51, ED-14a) of the subdivision
     * of a country.
     */
    private static final Pattern FLAG_TAGS =
            Pattern.compile(
                    "[\\x{E0061}-\\x{E007A}]{2}[\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}]{1,4}\\x{E007F}");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Printable() {}

    /** Returns a value as one line: a space stands for each tab and line break. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** Returns words with their line feeds and tabs. */
    public static String lines(String text) {
        return clean(text, true);
    }

    /**
     * Returns at most the first 64 characters of a value as one line, for an error message that
     * names it.
     */
    public static String excerpt(String text) {
        return shortened(text, Printable::line);
    }

    /**
     * Tells whether no reader would see anything of the text: it is empty, or has white space,
     * controls, and characters that no screen shows alone. Those are the format characters, the
     * fillers of Hangul and Braille, variation selectors and the other characters that Unicode lets
     * every program ignore (Default_Ignorable_Code_Point). {@link String#isBlank} takes a no-break
     * space for a word.
     */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(Printable::isUnseen);
    }

    /**
     * Tells whether a character separates the words that people type: white space, the no-break
     * spaces, which some keyboards give, and the zero width space, the word joiner and the byte
     * order mark, which come with pasted text. {@link #isBlank} goes further: it counts joiners and
     * controls too, which stand within words.
     */
    public static boolean isSpace(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == 0x200B
                || c == 0x2060
                || c == 0xFEFF;
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

    /**
     * Returns at most the first 64 characters of words as one line, with one space for all blanks
     * and line breaks in a row.
     */
    public static String preview(String text) {
        return shortened(BLANKS.matcher(lines(text).strip()).replaceAll(" "), words -> words);
    }

    /**
     * Returns the reason for a failure as one line: the failure's message, or its kind if it has
     * none or fails to tell it. The exceptions of files often have only the file for a message, and
     * are put into words.
     */
    public static String reason(Throwable failure) {
        @Nullable String message;
        try {
            message = words(failure);
        } catch (Throwable e) {
            // it may be computed, by a plugin's code
            message = null;
        }
        return line(
                message == null || isBlank(message) ? failure.getClass().getSimpleName() : message);
    }

    private static @Nullable String words(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> "no such file or folder: " + e.getFile();
            case FileAlreadyExistsException e -> "there is a file in the way: " + e.getFile();
            // a class that could not be initialised says why there alone
            case ExceptionInInitializerError e when e.getCause() != null -> reason(e.getCause());
            case NoClassDefFoundError e when e.getCause() != null -> reason(e.getCause());
            default -> failure.getMessage();
        };
    }

    /** Cleans a text. */
    private interface Cleaning {
        String of(String text);
    }

    private static String shortened(String text, Cleaning cleaning) {
        if (text.length() <= EXCERPT) {
            return cleaning.of(text);
        }
        String beginning = text.substring(0, Math.min(text.length(), EXCERPT + LOOK_AHEAD));
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(beginning);
        int end = characters.preceding(EXCERPT + 1);
        if (end <= 0) {
            end = Character.isLowSurrogate(text.charAt(EXCERPT)) ? EXCERPT - 1 : EXCERPT;
        }
        return cleaning.of(text.substring(0, end)) + "…";
    }

    private static String clean(String text, boolean words) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) < 0x7F) {
            i++; // most texts have nothing else
        }
        StringBuilder clean = null;
        int marks = 0;
        int before = i == 0 ? 0 : text.charAt(i - 1);
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int end = end(text, i, c);
            marks = isMark(c) || isInvisible(c) ? marks + 1 : 0;
            int shown = marks > MAX_MARKS ? REPLACEMENT : shown(c, before, end - i, words);
            if (shown != c && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null && shown == c) {
                clean.append(text, i, end);
            } else if (clean != null && marks <= MAX_MARKS + 1) {
                clean.appendCodePoint(shown);
            }
            before = c;
            i = end;
        }
        return clean == null ? text : clean.toString();
    }

    /** Returns the end of one unit: a character, two that end a line, or a flag with its tags. */
    private static int end(String text, int start, int c) {
        int end = start + Character.charCount(c);
        if (c == '\r' && text.startsWith("\n", end)) {
            return end + 1;
        }
        if (c == BLACK_FLAG) {
            var tags = FLAG_TAGS.matcher(text).region(end, text.length());
            return tags.lookingAt() ? tags.end() : end;
        }
        return end;
    }

    /** Returns the character to show: the given one, or its replacement. */
    private static int shown(int c, int before, int length, boolean words) {
        if (c == '\t') {
            return words ? c : ' ';
        }
        if (isLineBreak(c) || c == '\r' && length > 1) {
            return words ? '\n' : ' ';
        }
        boolean stays =
                switch (Character.getType(c)) {
                    case Character.CONTROL, Character.SURROGATE -> false;
                    case Character.UNASSIGNED -> isReserved(c);
                    case Character.FORMAT -> isJoiner(c) || isVisible(c) || words && isInvisible(c);
                    default -> !(isVariationSelector(c) && isVariationSelector(before));
                };
        return stays ? c : REPLACEMENT;
    }

    private static boolean isLineBreak(int c) {
        return c == '\n' || c == 0x2028 || c == 0x2029;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || isJoiner(c);
    }

    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    private static boolean isVariationSelector(int c) {
        return c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF;
    }

    /** Tells whether a format character is a hint that shows nothing and moves nothing. */
    private static boolean isInvisible(int c) {
        return switch (c) {
            case 0xAD, 0x180E, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF -> true;
            default -> false;
        };
    }

    /**
     * Tells whether a format character is a sign of its own: one of Unicode's prepended
     * concatenation marks.
     */
    private static boolean isVisible(int c) {
        return c >= 0x600 && c <= 0x605
                || c == 0x6DD
                || c == 0x70F
                || c == 0x890
                || c == 0x891
                || c == 0x8E2
                || c == 0x110BD
                || c == 0x110CD;
    }

    /**
     * Tells whether Unicode keeps an unassigned code point for pictographs or ideographs (UTS #51,
     * UAX #11).
     */
    private static boolean isReserved(int c) {
        boolean isCharacter = (c & 0xFFFE) != 0xFFFE;
        return isCharacter && (Character.isExtendedPictographic(c) || c >> 16 == 2 || c >> 16 == 3);
    }
}
