package peerlink.testkit;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.Command;

/**
 * A line that a user types to call a command, split as the chat does it.
 *
 * @param name the command's name, without the slash
 * @param rest the text behind the name and one blank, as typed
 */
record TypedCommand(String name, String rest) {
    /** Reads a line such as {@code /roll 2d6}. */
    static TypedCommand parse(String line) {
        if (!line.startsWith("/")) {
            throw new IllegalArgumentException(
                    "not a command: '%s' (such as /name; says(peer, text) sends a text)"
                            .formatted(line));
        }
        int blank = line.indexOf(' ');
        return blank < 0
                ? new TypedCommand(line.substring(1), "")
                : new TypedCommand(line.substring(1, blank), line.substring(blank + 1));
    }

    /** Returns the arguments with which the command runs. */
    List<String> arguments(Command command) {
        if (command.isVerbatim()) {
            return rest.isBlank() ? List.of() : List.of(rest);
        }
        List<String> words = words();
        return words.getLast().isEmpty() ? words.subList(0, words.size() - 1) : words;
    }

    /** Returns the arguments with which the command completes the last one. */
    List<String> toComplete(Command command) {
        return command.isVerbatim() ? List.of(rest.split(" +", -1)) : words();
    }

    /** Splits as a shell: the last word is empty if the line ends with a blank. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean inWord = false;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            boolean isQuote = c == '"' || c == '\'';
            if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                continue;
            }
            inWord = true;
            if (quote == 0 && isQuote && rest.indexOf(c, i + 1) > 0) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < rest.length()) {
                word.append(rest.charAt(++i));
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return List.copyOf(words);
    }
}
