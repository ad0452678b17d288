package peerlink.cli.terminal;

import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * Draws the prompt with the rows around it. All of it is drawn anew with each change but one within
 * the cursor's row.
 *
 * <p>A terminal may become narrower at any moment, and the program learns of it later. So nothing
 * here relies on the width. A row never wraps while it is drawn (DECAWM is off), all below the
 * cursor is cleared in one piece, and only the rows above the cursor are counted, after the
 * terminal has broken those that were too long for its new width. JLine's own display counts all
 * rows, and left pieces of prompts behind.
 *
 * <p>The reader's lock guards it.
 */
final class PromptDisplay extends Display {
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String CLEAR_BELOW = "\033[J";
    private static final String CLEAR_ROW = "\033[K";

    /** The fewest columns for which the rows above the cursor are certain. */
    private static final int CERTAIN_COLUMNS = 20;

    private final boolean isReflowing;
    private List<AttributedString> drawn = List.of();
    private int drawnColumns;
    private int cursorRow;
    private int cursorColumn;

    /**
     * @param isReflowing whether the terminal breaks rows that are longer than its new width
     */
    PromptDisplay(Terminal terminal, boolean isReflowing) {
        super(terminal, false);
        this.isReflowing = isReflowing;
    }

    /** Forgets what is drawn: the cursor is where the first row begins. */
    @Override
    public void reset() {
        drawn = List.of();
        cursorRow = 0;
        cursorColumn = 0;
    }

    /** Tells whether the number of rows above the cursor depends on the terminal's width. */
    boolean isUncertain() {
        return cursorRow > 0 || cursorColumn >= CERTAIN_COLUMNS;
    }

    @Override
    public void update(List<AttributedString> lines, int cursor, boolean flush) {
        List<AttributedString> rows = lines.stream().map(PromptDisplay::withoutEnd).toList();
        int width = Math.max(1, getColumns());
        int row = cursor < 0 ? Math.max(0, rows.size() - 1) : cursor / (width + 1);
        int column = cursor < 0 ? 0 : cursor % (width + 1);
        StringBuilder codes = new StringBuilder();
        if (isWithinRow(rows, row, width)) {
            if (!rows.get(row).equals(drawn.get(row))) {
                codes.append('\r').append(NO_WRAP);
                codes.append(rows.get(row).toAnsi(terminal));
                clearRest(codes, rows.get(row), width);
                codes.append(WRAP);
            }
            place(codes, column);
        } else {
            up(codes, rowsAbove(width));
            // A terminal would join the rows that it has broken again, unless they are cleared.
            codes.append(width == drawnColumns ? "\r" : "\r" + CLEAR_BELOW);
            draw(codes, rows, width);
            up(codes, rows.size() - 1 - row);
            place(codes, column);
        }
        drawn = rows;
        drawnColumns = width;
        cursorRow = row;
        cursorColumn = column;
        terminal.writer().write(codes.toString());
        if (flush) {
            terminal.flush();
        }
    }

    /** Tells whether at most the cursor's row changes, and the cursor stays in it. */
    private boolean isWithinRow(List<AttributedString> rows, int row, int width) {
        if (rows.isEmpty()
                || row != cursorRow
                || width != drawnColumns
                || rows.size() != drawn.size()) {
            return false;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (i != row && !rows.get(i).equals(drawn.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void draw(StringBuilder codes, List<AttributedString> rows, int width) {
        if (rows.isEmpty()) {
            codes.append(CLEAR_BELOW);
            return;
        }
        codes.append(NO_WRAP);
        for (int i = 0; i < rows.size(); i++) {
            boolean isLast = i == rows.size() - 1;
            boolean isFull = rows.get(i).columnLength(terminal) >= width;
            if (isLast && isFull) {
                codes.append(CLEAR_BELOW);
            }
            codes.append(rows.get(i).toAnsi(terminal));
            if (isLast && !isFull) {
                codes.append(CLEAR_BELOW);
            } else if (!isLast) {
                clearRest(codes, rows.get(i), width);
                codes.append("\r\n");
            }
        }
        codes.append(WRAP);
    }

    /** Clears the rest of a row. In a full row the cursor stands on the last character. */
    private void clearRest(StringBuilder codes, AttributedString row, int width) {
        if (row.columnLength(terminal) < width) {
            codes.append(CLEAR_ROW);
        }
    }

    private static void up(StringBuilder codes, int rows) {
        if (rows > 0) {
            codes.append("\033[").append(rows).append('A');
        }
    }

    private static void place(StringBuilder codes, int column) {
        codes.append('\r');
        if (column > 0) {
            codes.append("\033[").append(column).append('C');
        }
    }

    /** Returns the number of rows on the terminal from the first one to the cursor's. */
    private int rowsAbove(int width) {
        if (!isReflowing || width >= drawnColumns) {
            return cursorRow;
        }
        int above = 0;
        for (int i = 0; i < cursorRow; i++) {
            above += rowsOf(drawn.get(i), width);
        }
        return drawn.isEmpty()
                ? above
                : above + Math.min(cursorColumn / width, rowsOf(drawn.get(cursorRow), width) - 1);
    }

    private int rowsOf(AttributedString row, int width) {
        return Math.max(1, Math.ceilDiv(row.columnLength(terminal), width));
    }

    private static AttributedString withoutEnd(AttributedString line) {
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\n'
                ? line.subSequence(0, length - 1)
                : line;
    }
}
