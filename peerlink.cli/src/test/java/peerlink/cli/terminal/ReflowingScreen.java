package peerlink.cli.terminal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal that keeps every row, and breaks those that are too long when it becomes narrower, as
 * tmux and most others do. It knows the codes that {@link PromptDisplay} writes, and ASCII.
 */
final class ReflowingScreen extends OutputStream {
    /** A row; the next one may be its rest. */
    private static final class Row {
        final StringBuilder text = new StringBuilder();
        boolean isContinued;
    }

    private final List<Row> rows = new ArrayList<>(List.of(new Row()));
    private final StringBuilder code = new StringBuilder();
    private int columns;
    private int row;
    private int column;
    private boolean isWrapping = true;

    ReflowingScreen(int columns) {
        this.columns = columns;
    }

    @Override
    public void write(int b) {
        char c = (char) b;
        if (!code.isEmpty() || c == '\033') {
            code.append(c);
            if (code.length() > 2 && c >= '@' && c <= '~') {
                control(code.substring(2, code.length() - 1), c);
                code.setLength(0);
            }
            return;
        }
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> down();
            default -> put(c);
        }
    }

    /** Writes text as a program does. */
    void print(String text) {
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            write(b);
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
        column++;
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
            case 'A' -> row = Math.max(0, row - number);
            case 'C' -> column = Math.min(columns - 1, column + number);
            case 'J' -> {
                rows.subList(row + 1, rows.size()).clear();
                clearRest();
            }
            case 'K' -> clearRest();
            case 'h', 'l' -> isWrapping = parameters.equals("?7") ? end == 'h' : isWrapping;
            case 'm' -> {
                // colours
            }
            default -> throw new IllegalArgumentException("CSI " + parameters + end);
        }
    }

    private void clearRest() {
        Row here = rows.get(row);
        here.isContinued = false;
        here.text.setLength(Math.min(here.text.length(), Math.min(column, columns - 1)));
    }

    /** Makes the terminal as wide, and breaks and joins its rows. */
    void resize(int now) {
        List<Row> before = List.copyOf(rows);
        int cursorRow = row;
        rows.clear();
        columns = now;
        for (int i = 0; i < before.size(); i++) {
            StringBuilder whole = new StringBuilder();
            int cursor = -1;
            int begin = i;
            while (true) {
                cursor = i == cursorRow ? whole.length() + column : cursor;
                whole.append(before.get(i).text);
                if (!before.get(i).isContinued || i + 1 == before.size()) {
                    break;
                }
                i++;
            }
            int first = rows.size();
            for (int at = 0; at == 0 || at < whole.length(); at += now) {
                Row piece = new Row();
                piece.text.append(whole, at, Math.min(whole.length(), at + now));
                piece.isContinued = at + now < whole.length();
                rows.add(piece);
            }
            if (cursor >= 0 && cursorRow >= begin) {
                row = Math.min(first + cursor / now, rows.size() - 1);
                column = cursor - (row - first) * now;
            }
        }
    }

    /** Returns all rows, a broken one in one piece, without blanks at the ends. */
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
        return lines;
    }

    int row() {
        return row;
    }

    int column() {
        return column;
    }
}
