package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.BitSet;
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
 * in one piece: the terminal wraps it. It is ASCII without blanks, and so no such second line. So
 * does a command of the program's own hints.
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
     * or a command may be wider than the terminal.
     *
     * @param commands the places of the characters of commands
     * @param columns the terminal's width; 0 if it has none
     */
    static List<AttributedString> printed(AttributedString text, BitSet commands, int columns) {
        return of(text, columns, true, commands);
    }

    /**
     * Returns the rows of a text that is drawn again and again: none is wider than the terminal.
     */
    static List<AttributedString> drawn(AttributedString text, int columns) {
        return of(text, columns, false, new BitSet());
    }

    private static List<AttributedString> of(
            AttributedString text, int columns, boolean keepsAddresses, BitSet commands) {
        List<AttributedString> rows = new ArrayList<>();
        int place = 0;
        for (AttributedString line : text.columnSplitLength(Integer.MAX_VALUE)) {
            // the last column stays free: terminals disagree on the width of a character
            if (columns < FEWEST_COLUMNS || Columns.of(line) < columns) {
                rows.add(line);
            } else {
                BitSet kept = commands.get(place, place + line.length());
                breakUp(line, kept, columns - 1, keepsAddresses, rows);
            }
            place += line.length() + 1;
        }
        return rows;
    }

    private static void breakUp(
            AttributedString line,
            BitSet commands,
            int columns,
            boolean keepsAddresses,
            List<AttributedString> rows) {
        String characters = masked(line.toString(), commands);
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
                    end = Math.max(end, endOfWhole(characters, commands, start));
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

    /** Returns the line without the blanks that are within commands. */
    private static String masked(String line, BitSet commands) {
        StringBuilder masked = new StringBuilder(line);
        commands.stream()
                .filter(place -> line.charAt(place) == ' ')
                .forEach(place -> masked.setCharAt(place, '_'));
        return masked.toString();
    }

    /** Returns the end of the next word if it is a command or an address; otherwise the start. */
    private static int endOfWhole(String line, BitSet commands, int start) {
        int word = start;
        while (word < line.length() && line.charAt(word) == ' ') {
            word++;
        }
        int end = line.indexOf(' ', word);
        if (commands.get(word)) {
            return end < 0 ? line.length() : end;
        }
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
