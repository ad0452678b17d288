package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.Columns;

/**
 * Breaks text into the rows of a terminal, and indents each row that the terminal itself would have
 * begun at the left edge. So a long line can't pass for two, the second one another peer's. A word
 * that is longer than a row stays unbroken, so that the user can select and copy it in one piece:
 * the terminal wraps it. It is ASCII without blanks and colons, or an address with a scheme, such
 * as an invite, and so no such second line. So does a web address in any text, and a command of the
 * program's own hints.
 */
final class Rows {
    /** The indent of a row that continues the one above, in columns. */
    static final int INDENT = 6;

    // a narrower terminal has no room for an indent
    private static final int FEWEST_COLUMNS = 3 * INDENT;

    private static final Pattern WHOLE =
            Pattern.compile("[\"'(<\\[]*[A-Za-z][A-Za-z0-9+.-]{0,31}://[!-~]+|[!-9;-~]+");

    /** The part of a line that is one row. */
    private record Row(int start, int end) {
        AttributedString of(Hyperlinks links) {
            return new AttributedStringBuilder()
                    .append(" ".repeat(start == 0 ? 0 : INDENT))
                    .append(links.linked(start, end))
                    .toAttributedString();
        }
    }

    private Rows() {}

    /**
     * Returns the rows to print once, broken at spaces where a row has one. A row with a long word
     * or a command may be wider than the terminal.
     *
     * @param commands the places of the characters of commands
     * @param columns the terminal's width; 0 if it has none
     * @param isLinked whether web addresses are links
     */
    static List<AttributedString> printed(
            AttributedString text, BitSet commands, int columns, boolean isLinked) {
        List<AttributedString> rows = new ArrayList<>();
        int place = 0;
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            Hyperlinks links = Hyperlinks.of(line);
            Hyperlinks made = isLinked ? links : Hyperlinks.none(line);
            Whole whole = new Whole(commands.get(place, place + line.length()), links.insides());
            broken(line, columns, whole).forEach(row -> rows.add(row.of(made)));
            place += line.length() + 1;
        }
        return rows;
    }

    /**
     * Returns the rows of a text that is drawn again and again: none is wider than the terminal,
     * and none has a link.
     */
    static List<AttributedString> drawn(AttributedString text, int columns) {
        List<AttributedString> rows = new ArrayList<>();
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            Hyperlinks none = Hyperlinks.none(line);
            broken(line, columns, null).forEach(row -> rows.add(row.of(none)));
        }
        return rows;
    }

    /**
     * The places of a line that stay unbroken, besides whole words.
     *
     * @param commands the characters of commands
     * @param addresses the characters of web addresses, but their first ones
     */
    private record Whole(BitSet commands, BitSet addresses) {
        /** Returns the line without the blanks that are within commands. */
        String masked(String line) {
            StringBuilder masked = new StringBuilder(line);
            commands.stream()
                    .filter(place -> line.charAt(place) == ' ')
                    .forEach(place -> masked.setCharAt(place, '_'));
            return masked.toString();
        }

        /**
         * Returns the end of a row that has no blank to break at, and would be broken at the place.
         */
        int end(String line, int start, int place) {
            int word = start;
            while (word < line.length() && line.charAt(word) == ' ') {
                word++;
            }
            int blank = line.indexOf(' ', word);
            int end = blank < 0 ? line.length() : blank;
            if (commands.get(word)) {
                return Math.max(place, end);
            }
            Matcher whole = WHOLE.matcher(line).region(word, end);
            if (whole.matches()) {
                return Math.max(place, end);
            }
            if (!addresses.get(place)) {
                return place;
            }
            int begin = addresses.previousClearBit(place);
            return begin > word ? begin : addresses.nextClearBit(place);
        }
    }

    private static List<Row> broken(AttributedString line, int columns, @Nullable Whole whole) {
        // the last column stays free: terminals disagree on the width of a character
        if (columns < FEWEST_COLUMNS || Columns.of(line) < columns) {
            return List.of(new Row(0, line.length()));
        }
        List<Row> rows = new ArrayList<>();
        String characters = whole == null ? line.toString() : whole.masked(line.toString());
        int start = 0;
        while (start < line.length()) {
            int end = fitting(line, start, columns - 1 - (start == 0 ? 0 : INDENT));
            int next = end;
            if (end < line.length()) {
                int space = characters.lastIndexOf(' ', end);
                // not within an indent that the line begins with
                if (space > start && !characters.substring(start, space).isBlank()) {
                    end = space;
                    next = space + 1;
                } else if (whole != null) {
                    end = whole.end(characters, start, end);
                    next = end < line.length() && line.charAt(end) == ' ' ? end + 1 : end;
                }
            }
            rows.add(new Row(start, end));
            start = next;
        }
        return rows;
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
