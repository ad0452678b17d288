package peerlink.cli.program;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command line, split as a shell would: blanks separate, quotes keep together, a
 * backslash takes the next character as it is (between single quotes it means itself). Words of a
 * text are taken as typed: blanks separate, and no other character has a meaning.
 *
 * @param values the words, quotes and backslashes resolved; never empty: the last word is the one
 * under the cursor
 * @param lastStart the index in the text at which the last word begins, its quote included
 * @param isVerbatim whether quotes and backslashes are a part of the words
 */
public record CommandWords(List<String> values, int lastStart, boolean isVerbatim) {

    /** Splits the text up to the cursor. An unfinished word or quote ends there. */
    public static CommandWords split(String text) {
        return split(text, false);
    }

    /**
     * Returns the arguments of a finished line. An unclosed quote is an apostrophe, and means
     * itself.
     */
    public static List<String> ofCommand(String text) {
        List<String> values = split(text, true).values;
        return values.getLast().isEmpty() ? values.subList(0, values.size() - 1) : values;
    }

    /** Splits at blanks alone. */
    public static CommandWords verbatim(String text) {
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (Blanks.isBlank(text.charAt(i))) {
                if (i > start) {
                    values.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        values.add(text.substring(start));
        return new CommandWords(List.copyOf(values), start, true);
    }

    private static CommandWords split(String text, boolean isFinished) {
        List<String> values = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = 0;
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // as a shell: a no-break space may be a part of a file's name
            if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    values.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                start = i + 1;
                continue;
            }
            inWord = true;
            if (quote == 0 && isQuote(c) && !(isFinished && !isClosed(text, i))) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else {
                word.append(c);
            }
        }
        values.add(word.toString());
        return new CommandWords(List.copyOf(values), start, false);
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isClosed(String text, int opened) {
        char quote = text.charAt(opened);
        for (int i = opened + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return true;
            }
            if (c == '\\' && quote == '"') {
                i++;
            }
        }
        return false;
    }

    public String last() {
        return values.getLast();
    }

    /** Returns the text that stands in the line for a word. */
    public String typed(String word) {
        return isVerbatim ? word : quoted(word);
    }

    /** Returns the text quoted, so that {@link #split} makes one word of it. */
    public static String quoted(String word) {
        StringBuilder quoted = new StringBuilder(word.length() + 4);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (Character.isWhitespace(c) || isQuote(c) || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }
}
