package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import peerlink.cli.text.Columns;

/**
 * Breaks text into the rows of a terminal, and sets off each row that the terminal itself would
 * have begun at the left edge: a long line must not be able to pass for two, the second one
 * somebody else's. An address with a scheme, such as an invite, is not broken, so that it can be
 * selected and copied in one piece: the terminal wraps it. It is ASCII without blanks, and so no
 * such second line.
 */
final class Rows {
    /** How far a row is set off that goes on with the one above. */
    static final int INDENT = 6;

    // below that there is no room for an indent
    private static final int FEWEST_COLUMNS = 3 * INDENT;

    private static final Pattern ADDRESS =
            Pattern.compile("[\"'(<\\[]*[A-Za-z][A-Za-z0-9+.-]{0,31}://[!-~]+");

    private Rows() {}

    /**
     * Returns the rows to print once, broken at spaces where a row has one. One with an address may
     * be longer than a row.
     *
     * @param columns the terminal's width; 0 if it has none
     */
    static List<AttributedString> printed(AttributedString text, int columns) {
        return of(text, columns, true);
    }

    /**
     * Returns the rows of what is drawn again and again: none is longer than the terminal is wide.
     */
    static List<AttributedString> drawn(AttributedString text, int columns) {
        return of(text, columns, false);
    }

    private static List<AttributedString> of(
            AttributedString text, int columns, boolean keepsAddresses) {
        List<AttributedString> rows = new ArrayList<>();
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            // the last column stays free: not every terminal agrees on how wide a character is
            if (columns < FEWEST_COLUMNS || Columns.of(line) < columns) {
                rows.add(line);
            } else {
                breakUp(line, columns - 1, keepsAddresses, rows);
            }
        }
        return rows;
    }

    private static void breakUp(
            AttributedString line,
            int columns,
            boolean keepsAddresses,
            List<AttributedString> rows) {
        String characters = line.toString();
        int start = 0;
        while (start < line.length()) {
            int indent = start == 0 ? 0 : INDENT;
            int end = fitting(line, start, columns - indent);
            int next = end;
            if (end < line.length()) {
                int space = characters.lastIndexOf(' ', end);
                // not within an indent that the line brings with it
                if (space > start && !characters.substring(start, space).isBlank()) {
                    end = space;
                    next = space + 1;
                } else if (keepsAddresses) {
                    end = Math.max(end, endOfAddress(characters, start));
                    next = end < line.length() && line.charAt(end) == ' ' ? end + 1 : end;
                }
            }
            rows.add(
                    new AttributedStringBuilder()
                            .append(" ".repeat(indent))
                            .append(line.subSequence(start, end))
                            .toAttributedString());
            start = next;
        }
    }

    /**
     * Returns where the address ends that is the next word; {@code start} if the next word is none.
     */
    private static int endOfAddress(String line, int start) {
        int word = start;
        while (word < line.length() && line.charAt(word) == ' ') {
            word++;
        }
        int end = line.indexOf(' ', word);
        Matcher address = ADDRESS.matcher(line).region(word, end < 0 ? line.length() : end);
        return address.matches() ? address.end() : start;
    }

    /** Returns where the row ends that begins there: at least one character further on. */
    private static int fitting(AttributedString line, int start, int columns) {
        int width = 0;
        int end = start;
        while (end < line.length()) {
            int c = line.codePointAt(end);
            width += Columns.of(c);
            if (width > columns && end > start) {
                return end;
            }
            end += Character.charCount(c);
        }
        return end;
    }
}
