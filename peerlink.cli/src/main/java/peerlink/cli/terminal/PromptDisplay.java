package peerlink.cli.terminal;

import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * Draws the prompt with the rows around it. All of it is drawn anew with each change but one within
 * the cursor's row.
 *
 * <p>A terminal may become narrower or wider between any two bytes, and the program learns of it
 * later. So nothing here relies on the width. A row never wraps while it is drawn (DECAWM is off),
 * and all below the cursor is cleared in one piece. JLine's own display counts all rows, and left
 * pieces of prompts behind.
 *
 * <p>The rows above the cursor remain: the terminal breaks a row that is too long for its new width
 * into several, and joins them again. In tmux, a backspace in the first column goes back over such
 * a break, and over no other. So the way to the first row needs no count of broken rows: back to
 * the beginning of the cursor's row, up by one, and again. VTE, the terminal of GNOME, Xfce and
 * others, keeps the place that was saved (DECSC) in its text when it breaks rows. So the first row
 * is saved before it is drawn, and nothing scrolls until all rows are. Elsewhere, and where the
 * prompt is higher than the screen, the breaks are counted from the width that the program knows.
 *
 * <p>The reader's lock guards it.
 */
final class PromptDisplay extends Display {
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String CLEAR_ROW = "\033[K";
    private static final String UP = "\033[A";
    private static final String SAVE = "\0337";
    private static final String RESTORE = "\0338";

    /** Goes to the row below, and never scrolls. */
    private static final String DOWN = "\033[B\r";

    /** Goes back to the beginning of the row above, if the terminal has broken the row there. */
    private static final String BACK = "\b\r";

    /**
     * Clears the cursor's row and all below. A blank keeps the cursor off the first column
     * meanwhile: tmux moves the screen into the scrollback if all of it is cleared from there.
     */
    private static final String CLEAR_BELOW = "\r\033[K \033[J\r\033[K";

    /** The fewest columns for which the rows above the cursor are certain. */
    private static final int CERTAIN_COLUMNS = 20;

    private Breaks breaks;
    private List<AttributedString> drawn = List.of();
    private int drawnColumns;
    private int cursorRow;
    private int cursorColumn;
    private boolean isSaved;

    /** The columns of the cursor's row that were ever drawn, if they may be more than now. */
    private int cursorRowUsed;

    PromptDisplay(Terminal terminal, Breaks breaks) {
        super(terminal, false);
        this.breaks = breaks;
    }

    /**
     * Notes how the terminal treats breaks, also those of the rows that are drawn. Their place is
     * not saved then, and so they are counted once more.
     */
    void breaks(Breaks now) {
        breaks = now;
    }

    /** Forgets what is drawn: the cursor is where the first row begins. */
    @Override
    public void reset() {
        drawn = List.of();
        cursorRow = 0;
        cursorColumn = 0;
        cursorRowUsed = 0;
        isSaved = false;
    }

    /** Tells whether the number of rows above the cursor depends on the terminal's width. */
    boolean isUncertain() {
        return isCounted() && isLong();
    }

    /** Tells whether the rows above the cursor may be broken. */
    boolean isLong() {
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
                drawRow(codes, rows.get(row), width);
            }
            toRow(codes, 0);
            place(codes, column);
        } else {
            toFirst(codes, width);
            if (rows.isEmpty()) {
                codes.append(isCleared(width) ? "" : CLEAR_BELOW);
            } else {
                draw(codes, rows, row, width);
                place(codes, column);
            }
            cursorRowUsed = 0;
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

    /** Moves the cursor to the beginning of the first row, and clears the rows where it must. */
    private void toFirst(StringBuilder codes, int width) {
        if (breaks == Breaks.WALKED) {
            back(codes, cursorRowUsed);
            up(codes, drawn, cursorRow, 0);
        } else if (isSaved) {
            codes.append(RESTORE);
        } else {
            up(codes, rowsAbove(width));
        }
        isSaved = false;
        // a terminal would join the rows that it has broken again, unless they are cleared
        codes.append(isCleared(width) ? CLEAR_BELOW : "\r");
    }

    private boolean isCleared(int width) {
        return breaks == Breaks.WALKED || breaks == Breaks.SAVED || width != drawnColumns;
    }

    private boolean isCounted() {
        return breaks == Breaks.COUNTED || breaks == Breaks.SAVED && !isSaved;
    }

    /** Draws the rows from the cursor on, and leaves the cursor in one of them. */
    private void draw(StringBuilder codes, List<AttributedString> rows, int row, int width) {
        // where the rows need more than the screen, they have to scroll
        if (breaks == Breaks.SAVED && rows.size() <= getRows()) {
            // makes room: empty rows can't break, so the way back up is certain
            codes.repeat("\n", rows.size() - 1);
            up(codes, rows.size() - 1);
            codes.append('\r').append(SAVE);
            isSaved = true;
        }
        codes.append(NO_WRAP);
        for (int i = 0; i < rows.size(); i++) {
            boolean isLast = i == rows.size() - 1;
            if (!isCleared(width)) {
                codes.append(isLast ? CLEAR_BELOW : CLEAR_ROW);
            }
            codes.append(rows.get(i).toAnsi(terminal));
            codes.append(isLast ? "" : isSaved ? DOWN : rowEnd());
        }
        codes.append(WRAP);
        if (breaks == Breaks.WALKED) {
            up(codes, rows, rows.size() - 1, row);
        } else if (isSaved) {
            // from below, the way could lead over the first row, if the screen has become lower
            codes.append(RESTORE).repeat(DOWN, row);
        } else {
            up(codes, rows.size() - 1 - row);
        }
    }

    /**
     * Returns the codes that end a row. Where rows break at any moment, the cursor goes down before
     * it goes to the first column, as a vertical tab does. At the end of its row it is in the last
     * piece, if the row is broken at that moment; in the first column it would be in the first
     * piece.
     */
    String rowEnd() {
        return breaks == Breaks.WALKED || breaks == Breaks.SAVED
                ? "\013\r"
                : System.lineSeparator();
    }

    /**
     * Draws the cursor's row in its place, and blanks over what was longer. To clear the rest is
     * right only where the cursor surely is in the row's first piece: tmux takes a row that is
     * cleared from its first column for a row of its own.
     */
    private void drawRow(StringBuilder codes, AttributedString row, int width) {
        int columns = row.columnLength(terminal);
        cursorRowUsed = Math.max(cursorRowUsed, lengthOf(drawn, cursorRow));
        toRow(codes, cursorRowUsed);
        codes.append(NO_WRAP).append(row.toAnsi(terminal));
        if (breaks == Breaks.WALKED) {
            codes.repeat(" ", Math.max(0, cursorRowUsed - columns));
        } else if (columns < width) {
            codes.append(CLEAR_ROW); // in a full row the cursor stands on the last character
        }
        codes.append(WRAP);
    }

    private static void up(StringBuilder codes, int rows) {
        if (rows > 0) {
            codes.append("\033[").append(rows).append('A');
        }
    }

    /** Moves the cursor from one of the rows to the beginning of another, over all breaks. */
    private void up(StringBuilder codes, List<AttributedString> rows, int from, int to) {
        back(codes, lengthOf(rows, from));
        for (int i = from - 1; i >= to; i--) {
            codes.append(UP);
            back(codes, lengthOf(rows, i));
        }
    }

    /**
     * Moves the cursor to the beginning of its row. There are fewer breaks than columns: the steps
     * that are too many change nothing.
     */
    private void back(StringBuilder codes, int columns) {
        codes.append('\r');
        if (breaks == Breaks.WALKED) {
            codes.repeat(BACK, columns);
        }
    }

    /** Moves the cursor to the beginning of its row, whose first one is known if it was saved. */
    private void toRow(StringBuilder codes, int columns) {
        if (isSaved && cursorRow == 0) {
            codes.append(RESTORE);
        } else {
            back(codes, columns);
        }
    }

    private int lengthOf(List<AttributedString> rows, int row) {
        return row < rows.size() ? rows.get(row).columnLength(terminal) : 0;
    }

    private static void place(StringBuilder codes, int column) {
        codes.append('\r');
        if (column > 0) {
            codes.append("\033[").append(column).append('C');
        }
    }

    /** Returns the number of rows on the terminal from the first one to the cursor's. */
    private int rowsAbove(int width) {
        if (!isCounted() || width >= drawnColumns) {
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
