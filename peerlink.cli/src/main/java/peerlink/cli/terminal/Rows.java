package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import peerlink.cli.text.Columns;

/**
 * Breaks text into the rows of a terminal, and indents each row that the terminal itself would have
 * begun at the left edge. So a long line can't pass for two, the second one another peer's. An
 * address with a scheme, such as an invite, stays unbroken, so that the user can select and copy it
 * in one piece: the terminal wraps it. It is ASCII without blanks, and so no such second line.
 */
final class Rows {
    /** The indent of a row that continues the one above, in columns. */
    static final int INDENT = 6;

    // a narrower terminal has no room for an indent
    private static final int FEWEST_COLUMNS = 3 * INDENT;

    private static final Pattern ADDRESS =
            Pattern.compile("[\"'(<\\[]*[A-Za-z][A-Za-z0-9+.-]{0,31}://[!-~]+");

    private Rows() {}

    /**
     * Returns the rows to print once, broken at spaces where a row has one. A row with an address
     * may be wider than the terminal.
     *
     * @param columns the terminal's width; 0 if it has none
     */
    static List<AttributedString> printed(AttributedString text, int columns) {
        return of(text, columns, true);
    }

    /**
     * Returns the rows of a text that is drawn again and again: none is wider than the terminal.
     */
    static List<AttributedString> drawn(AttributedString text, int columns) {
        return of(text, columns, false);
    }

    private static List<AttributedString> of(
            AttributedString text, int columns, boolean keepsAddresses) {
        List<AttributedString> rows = new ArrayList<>();
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            // the last column stays free: terminals disagree on the width of a character
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
                // not within an indent that the line begins with
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

    /** Returns the end of the next word if it is an address; otherwise {@code start}. */
    private static int endOfAddress(String line, int start) {
        int word = start;
        while (word < line.length() && line.charAt(word) == ' ') {
            word++;
        }
        int end = line.indexOf(' ', word);
        Matcher address = ADDRESS.matcher(line).region(word, end < 0 ? line.length() : end);
        return address.matches() ? address.end() : start;
    }

    /** Returns the end of the row that begins there, at least one character further on. */
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
