package peerlink.cli.text;

/**
 * Writes a text of several lines as one row of a file: {@code \n} for a line feed, {@code \r} for a
 * carriage return, {@code \\} for a backslash.
 */
public final class EscapedRow {
    private EscapedRow() {}

    /** Returns the row of a text. */
    public static String written(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** Returns the text of a row. */
    public static String read(String row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '\\' && i + 1 < row.length()) {
                char next = row.charAt(++i);
                text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
