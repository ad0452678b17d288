package peerlink.cli.terminal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal with a scrollback, which breaks the rows that are too long when it becomes narrower,
 * and joins them when it becomes wider. It does what tmux does ({@code grid_reflow}, {@code
 * screen_resize_cursor}, {@code screen_write_backspace} and {@code screen_write_clearendofscreen}
 * there), as most others do but for the backspace. As VTE does, it can keep the saved place of the
 * cursor in the text when it breaks rows, but not when it scrolls. It knows the codes that {@link
 * PromptDisplay} writes, and ASCII.
 */
final class ReflowingScreen extends OutputStream {
    /** A row; the next one may be its rest. */
    private static final class Row {
        final StringBuilder text = new StringBuilder();
        boolean isContinued;
    }

    /** The scrollback, and as many rows as the screen is high. */
    private final List<Row> rows = new ArrayList<>();

    private final StringBuilder code = new StringBuilder();
    private final boolean isTmux;
    private final boolean isVte;

    /** The saved row, counted from the first one on the screen. */
    private int saved;

    private int columns;
    private int height;
    private int row;
    private int column;
    private boolean isWrapping = true;
    private Runnable before = () -> {};

    /** Makes a terminal on whose lowest row the cursor is, as on each that was used a little. */
    ReflowingScreen(int columns, int height, Breaks kind) {
        this.columns = columns;
        this.height = height;
        this.isTmux = kind == Breaks.WALKED;
        this.isVte = kind == Breaks.SAVED;
        fill();
        row = height - 1;
    }

    private void fill() {
        while (rows.size() < height) {
            rows.add(new Row());
        }
    }

    private int top() {
        return rows.size() - height;
    }

    /** Sets an action that is done before each byte that comes. */
    void beforeEach(Runnable action) {
        before = action;
    }

    @Override
    public void write(int b) {
        before.run();
        char c = (char) b;
        if (!code.isEmpty() || c == '\033') {
            code.append(c);
            if (code.length() == 2 && c != '[') {
                saveOrRestore(c);
                code.setLength(0);
            } else if (code.length() > 2 && c >= '@' && c <= '~') {
                control(code.substring(2, code.length() - 1), c);
                code.setLength(0);
            }
            return;
        }
        switch (c) {
            case '\r' -> column = 0;
            case '\n', '\013' -> down();
            case '\b' -> back();
            default -> put(c);
        }
    }

    /** Writes text as a program does. */
    void print(String text) {
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            write(b);
        }
    }

    private void back() {
        if (column > 0) {
            column--;
        } else if (isTmux && row > top() && rows.get(row - 1).isContinued) {
            row--;
            column = columns - 1;
        }
    }

    private void put(char c) {
        if (column == columns) {
            if (isWrapping) {
                rows.get(row).isContinued = true;
                down();
                column = 0;
            } else {
                column--;
            }
        }
        StringBuilder text = rows.get(row).text;
        while (text.length() <= column) {
            text.append(' ');
        }
        text.setCharAt(column, c);
        column += isWrapping || column + 1 < columns ? 1 : 0;
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new Row());
        }
    }

    private void control(String parameters, char end) {
        int number = parameters.matches("[0-9]+") ? Integer.parseInt(parameters) : 1;
        switch (end) {
            case 'A' -> {
                column = Math.min(column, columns - 1);
                row = Math.max(top(), row - number);
            }
            case 'B' -> {
                column = Math.min(column, columns - 1);
                row = Math.min(rows.size() - 1, row + number);
            }
            case 'C' -> column = Math.min(columns - 1, column + number);
            case 'J' -> clearBelow();
            case 'K' -> clearRest();
            case 'h', 'l' -> isWrapping = parameters.equals("?7") ? end == 'h' : isWrapping;
            case 'm' -> {
                // colours
            }
            default -> throw new IllegalArgumentException("CSI " + parameters + end);
        }
    }

    private void saveOrRestore(char c) {
        switch (c) {
            case '7' -> saved = row - top();
            case '8' -> {
                row = top() + Math.min(saved, height - 1);
                column = 0;
            }
            default -> throw new IllegalArgumentException("ESC " + c);
        }
    }

    private void clearBelow() {
        if (isTmux && column == 0 && row == top()) {
            int used = rows.size();
            while (used > top() && rows.get(used - 1).text.isEmpty()) {
                used--;
            }
            int scrolled = used - top();
            for (int i = 0; i < scrolled; i++) {
                rows.add(new Row());
            }
            row += scrolled;
            return;
        }
        if (row + 1 < rows.size()) {
            for (int i = row + 1; i < rows.size(); i++) {
                rows.set(i, new Row());
            }
            rows.get(row).isContinued = false;
        }
        clearRest();
    }

    private void clearRest() {
        Row here = rows.get(row);
        if (here.text.isEmpty()) {
            return;
        }
        if (column == 0) {
            rows.set(row, new Row());
            if (row > 0) {
                rows.get(row - 1).isContinued = false;
            }
            return;
        }
        for (int i = column; i < here.text.length(); i++) {
            here.text.setCharAt(i, ' '); // tmux counts these as used
        }
    }

    /** Makes the terminal as wide, and breaks and joins its rows. */
    void resize(int columns) {
        resize(columns, height);
    }

    /** Gives the terminal another size. */
    void resize(int columns, int height) {
        int savedRow = top() + saved;
        if (height < this.height) {
            int needless = Math.min(this.height - height, rows.size() - 1 - row);
            rows.subList(rows.size() - needless, rows.size()).clear();
        }
        this.height = height;
        fill();
        if (columns != this.columns) {
            this.columns = columns;
            savedRow = reflow(savedRow);
        }
        fill();
        saved = isVte ? Math.max(0, savedRow - top()) : saved;
        if (row < top()) {
            row = top();
            column = 0;
        }
    }

    /** Breaks and joins the rows, and returns the new place of a row. */
    private int reflow(int marked) {
        int moved = marked;
        List<Row> before = List.copyOf(rows);
        int cursorRow = row;
        boolean isBehind = column >= before.get(row).text.length();
        rows.clear();
        for (int i = 0; i < before.size(); i++) {
            StringBuilder whole = new StringBuilder();
            int cursor = -1;
            int mark = -1;
            while (true) {
                mark = i == marked ? whole.length() : mark;
                cursor = i == cursorRow ? whole.length() + column : cursor;
                whole.append(before.get(i).text);
                if (!before.get(i).isContinued || i + 1 == before.size()) {
                    break;
                }
                i++;
            }
            boolean isContinued = before.get(i).isContinued;
            int first = rows.size();
            for (int at = 0; at == 0 || at < whole.length(); at += columns) {
                Row piece = new Row();
                piece.text.append(whole, at, Math.min(whole.length(), at + columns));
                piece.isContinued = at + columns < whole.length() || isContinued;
                rows.add(piece);
            }
            moved = mark >= 0 ? first + mark / columns : moved;
            if (cursor >= 0) {
                row = isBehind ? rows.size() - 1 : first + cursor / columns;
                column = isBehind ? rows.get(row).text.length() : cursor % columns;
            }
        }
        return moved;
    }

    /** Returns all rows, a broken one in one piece, without blanks and empty rows at the ends. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (Row one : rows) {
            line.append(one.text);
            if (!one.isContinued) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        while (!lines.isEmpty() && lines.getFirst().isEmpty()) {
            lines.removeFirst();
        }
        return lines;
    }

    /** Returns the cursor's row, counted from the first one in the scrollback. */
    int row() {
        return row;
    }

    int column() {
        return column;
    }
}
