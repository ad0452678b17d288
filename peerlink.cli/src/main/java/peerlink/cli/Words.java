package peerlink.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line split into words as a shell would: blanks separate, quotes keep together, a backslash takes the next
 * character as it is (between single quotes it means itself). What is not finished ends at the cursor.
 *
 * @param values the words, quotes and backslashes resolved; never empty: the last word is the one being typed
 * @param lastStart where the last word begins in the text, its quote included
 */
record Words(List<String> values, int lastStart) {

    static Words split(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = 0;
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
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
            if (quote == 0 && (c == '"' || c == '\'')) {
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
        return new Words(List.copyOf(values), start);
    }

    /** Returns the words without the one being typed, if nothing of it is there yet. */
    List<String> complete() {
        return values.getLast().isEmpty() ? values.subList(0, values.size() - 1) : values;
    }

    String last() {
        return values.getLast();
    }

    /** Returns the text such that {@link #split} makes one word of it. */
    static String quoted(String word) {
        StringBuilder quoted = new StringBuilder(word.length() + 4);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (Character.isWhitespace(c) || c == '"' || c == '\'' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }
}
