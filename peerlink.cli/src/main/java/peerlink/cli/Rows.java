package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * Breaks text into the rows of a terminal, and sets off each row that the terminal itself would have begun at the left edge:
 * a long line must not be able to pass for two, the second one somebody else's.
 */
final class Rows {
    /** How far a row is set off that goes on with the one above. */
    static final int INDENT = 6;

    // below that there is no room for an indent
    private static final int FEWEST_COLUMNS = 3 * INDENT;

    private Rows() {}

    /**
     * Returns the rows, broken at spaces where a row has one.
     *
     * @param columns the terminal's width; 0 if it has none
     */
    static List<AttributedString> of(AttributedString text, int columns) {
        List<AttributedString> rows = new ArrayList<>();
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            // the last column stays free: not every terminal agrees on how wide a character is
            if (columns < FEWEST_COLUMNS || Columns.of(line) < columns) {
                rows.add(line);
            } else {
                breakUp(line, columns - 1, rows);
            }
        }
        return rows;
    }

    private static void breakUp(AttributedString line, int columns, List<AttributedString> rows) {
        int start = 0;
        while (start < line.length()) {
            int indent = start == 0 ? 0 : INDENT;
            int end = fitting(line, start, columns - indent);
            int next = end;
            if (end < line.length()) {
                int space = line.toString().lastIndexOf(' ', end);
                // not within an indent that the line brings with it
                if (space > start && !line.subSequence(start, space).toString().isBlank()) {
                    end = space;
                    next = space + 1;
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
