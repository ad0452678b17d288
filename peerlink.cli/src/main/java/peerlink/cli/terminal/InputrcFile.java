package peerlink.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the keys of a file in the format of GNU Readline's {@code inputrc} (its manual, "Readline
 * Init File Syntax"), as Readline 8.2 decides it in its Emacs mode. Lines that make no sense are
 * left out, and so are {@code $include} and keys for the vi mode.
 */
final class InputrcFile {
    private static final String APPLICATION = "peerlink";
    private static final String MODE = "emacs";
    private static final double VERSION = 8.2;

    private static final Pattern SETTING = Pattern.compile("(?i)set\\s+(\\S+)\\s+(.*)");
    private static final Pattern COMPARISON =
            Pattern.compile("(\\S+?)\\s*(==|=|!=|<=|>=|<|>)\\s*(\\S+)");

    /** The keys that have names, beside characters. */
    private static final Map<String, String> NAMED =
            Map.ofEntries(
                    Map.entry("del", "\177"),
                    Map.entry("rubout", "\177"),
                    Map.entry("esc", KeyReader.ESCAPE),
                    Map.entry("escape", KeyReader.ESCAPE),
                    Map.entry("lfd", "\n"),
                    Map.entry("newline", "\n"),
                    Map.entry("ret", "\r"),
                    Map.entry("return", "\r"),
                    Map.entry("space", " "),
                    Map.entry("spc", " "),
                    Map.entry("tab", "\t"));

    /** The keys before those of a map; a map that is not here is for another mode. */
    private static final Map<String, String> PREFIXES =
            Map.of(
                    "emacs", "",
                    "emacs-standard", "",
                    "emacs-meta", KeyReader.ESCAPE,
                    "emacs-ctlx", "\030");

    private final String terminal;
    private final Map<String, Bound> bound = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>(Map.of("editing-mode", MODE));
    private final Deque<Part> parts = new ArrayDeque<>();
    private String keymap = MODE;

    /** The meaning of a key. */
    sealed interface Bound {
        /** Calls a function of the editor. */
        record Function(String name) implements Bound {}

        /** Stands for other keys, such as a text. */
        record Keys(String keys) implements Bound {}
    }

    /**
     * A part behind {@code $if}.
     *
     * @param isIn whether the part around it counts
     * @param holds whether the lines count that follow
     */
    private record Part(boolean isIn, boolean holds) {}

    private InputrcFile(String terminal) {
        this.terminal = terminal;
    }

    /**
     * Returns the meaning of each key sequence.
     *
     * @param terminal the terminal's type, as {@code TERM} has it
     */
    static Map<String, Bound> keys(String text, String terminal) {
        InputrcFile file = new InputrcFile(terminal);
        text.lines().map(String::strip).forEach(file::read);
        return file.bound;
    }

    private void read(String line) {
        if (line.startsWith("$")) {
            decide(line.substring(1));
            return;
        }
        if (line.isEmpty() || line.startsWith("#") || !isCounted()) {
            return;
        }
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()) {
            set(setting.group(1).toLowerCase(Locale.ROOT), setting.group(2).strip());
        } else if (line.startsWith("\"")) {
            int end = InputrcKeys.endOfQuoted(line);
            int colon = end < 0 ? -1 : line.indexOf(':', end);
            if (colon >= 0) {
                bind(InputrcKeys.translated(line.substring(1, end)), line.substring(colon + 1));
            }
        } else {
            int colon = line.indexOf(':');
            if (colon > 0) {
                bind(named(line.substring(0, colon).strip()), line.substring(colon + 1));
            }
        }
    }

    private boolean isCounted() {
        return parts.isEmpty() || parts.peek().isIn() && parts.peek().holds();
    }

    private void decide(String directive) {
        String[] words = directive.split("\\s+", 2);
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "if" -> parts.push(new Part(isCounted(), words.length > 1 && holds(words[1])));
            case "else" -> {
                if (!parts.isEmpty()) {
                    Part part = parts.pop();
                    parts.push(new Part(part.isIn(), !part.holds()));
                }
            }
            case "endif" -> parts.poll();
            default -> {
                // $include is not followed
            }
        }
    }

    private boolean holds(String condition) {
        Matcher comparison = COMPARISON.matcher(condition.strip());
        if (!comparison.matches()) {
            return condition.strip().equalsIgnoreCase(APPLICATION);
        }
        String name = comparison.group(1).toLowerCase(Locale.ROOT);
        String operator = comparison.group(2);
        String value = comparison.group(3);
        return switch (name) {
            case "mode" -> value.equalsIgnoreCase(MODE);
            case "term" ->
                    value.equalsIgnoreCase(terminal)
                            || value.equalsIgnoreCase(terminal.split("-", 2)[0]);
            case "version" -> holds(operator, value);
            default -> {
                String now = variables.get(name);
                boolean isSame = value.equalsIgnoreCase(now);
                yield now != null && (operator.equals("!=") ? !isSame : isSame);
            }
        };
    }

    private static boolean holds(String operator, String version) {
        if (!version.matches("[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            return false;
        }
        int order = Double.compare(VERSION, Double.parseDouble(version));
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "!=" -> order != 0;
            default -> order == 0;
        };
    }

    /** Notes a variable, for conditions alone: the editing mode stays what it is. */
    private void set(String variable, String value) {
        if (variable.equals("keymap")) {
            keymap = value.toLowerCase(Locale.ROOT);
        } else if (!variable.equals("editing-mode")) {
            variables.put(variable, value);
        }
    }

    /** Returns the key of a name such as {@code Control-Meta-x}. */
    private static String named(String name) {
        String last = name.substring(name.lastIndexOf('-', name.length() - 2) + 1);
        String key =
                NAMED.getOrDefault(
                        last.toLowerCase(Locale.ROOT),
                        last.substring(0, Math.min(1, last.length())));
        String before = name.substring(0, name.length() - last.length()).toLowerCase(Locale.ROOT);
        boolean isControl = before.matches("(.*-)?(control|ctrl|c)-.*");
        boolean isMeta = before.matches("(.*-)?(meta|m)-.*");
        return (isMeta ? KeyReader.ESCAPE : "")
                + (isControl && !key.isEmpty() ? InputrcKeys.control(key.charAt(0)) : key);
    }

    private void bind(String keys, String typed) {
        String prefix = PREFIXES.get(keymap);
        String meaning = typed.strip();
        if (prefix == null || keys.isEmpty() || meaning.isEmpty()) {
            return;
        }
        if (meaning.startsWith("\"") || meaning.startsWith("'")) {
            int end = InputrcKeys.endOfQuoted(meaning);
            if (end > 0) {
                bound.put(
                        prefix + keys,
                        new Bound.Keys(InputrcKeys.translated(meaning.substring(1, end))));
            }
        } else {
            String function = meaning.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
            bound.put(prefix + keys, new Bound.Function(function));
        }
    }
}
