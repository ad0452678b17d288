package peerlink.cli.node;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes one entry of a TOML file, and leaves all else as the user has written it, comments too.
 * It understands the entries that people write for one text: {@code key = "text"} on one line, at
 * the top or below {@code [table]}. The caller reads the outcome again, and so sees a file that was
 * written in another way.
 */
final class TomlEdit {
    private static final Pattern TABLE = Pattern.compile("\\s*\\[.*");

    private final List<String> lines;

    TomlEdit(String text) {
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /**
     * Sets an entry.
     *
     * @param table the table's name; empty for the top
     * @param value the text; null removes the entry
     */
    void set(String table, String key, @Nullable String value) {
        int start = table.isEmpty() ? 0 : indexOf(header(table), 0, lines.size()) + 1;
        if (start == 0 && !table.isEmpty()) {
            if (dotted(table, key, value) || value == null) {
                return;
            }
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add("[" + table + "]");
            lines.add(entry(key, value));
            return;
        }
        int end = indexOf(TABLE, start, lines.size());
        put(start, end < 0 ? lines.size() : end, key, value);
    }

    /** Changes an entry at the top whose key begins with the table's name, if there is one. */
    private boolean dotted(String table, String key, @Nullable String value) {
        int end = indexOf(TABLE, 0, lines.size());
        String whole = table + "." + key;
        int place = indexOf(key(whole), 0, end < 0 ? lines.size() : end);
        if (place >= 0) {
            put(place, place + 1, whole, value);
        }
        return place >= 0;
    }

    private void put(int start, int end, String key, @Nullable String value) {
        int place = indexOf(key(key), start, end);
        if (value == null) {
            if (place >= 0) {
                lines.remove(place);
            }
        } else if (place >= 0) {
            lines.set(place, entry(key, value) + comment(lines.get(place)));
        } else {
            int last = end;
            while (last > start && lines.get(last - 1).isBlank()) {
                last--;
            }
            lines.add(last, entry(key, value));
        }
    }

    private int indexOf(Pattern pattern, int start, int end) {
        for (int i = start; i < end; i++) {
            if (pattern.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    private static Pattern header(String table) {
        return Pattern.compile("\\s*\\[\\s*" + Pattern.quote(table) + "\\s*\\]\\s*(#.*)?");
    }

    private static Pattern key(String key) {
        return Pattern.compile("\\s*\"?" + Pattern.quote(key) + "\"?\\s*=.*");
    }

    /** Returns the comment behind a text, with the blanks before it. */
    private static String comment(String line) {
        return line.matches("[^\"']*=\\s*(\"[^\"\\\\]*\"|'[^']*')\\s*#.*")
                ? line.replaceFirst("^[^\"']*=\\s*(\"[^\"\\\\]*\"|'[^']*')(\\s*#.*)$", "$2")
                : "";
    }

    private static String entry(String key, String value) {
        StringBuilder quoted = new StringBuilder();
        value.codePoints()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                quoted.append('\\').appendCodePoint(c);
                            } else if (Character.isISOControl(c)) {
                                quoted.append("\\u%04X".formatted(c));
                            } else {
                                quoted.appendCodePoint(c);
                            }
                        });
        return key + " = \"" + quoted + "\"";
    }

    /** Returns the file's text. */
    String text() {
        return String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
    }
}
