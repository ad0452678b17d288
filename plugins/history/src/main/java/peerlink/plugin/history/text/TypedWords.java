package peerlink.plugin.history.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import peerlink.api.Printable;

/**
 * The words of a search. A message has a word if the word's tokens stand in it one behind another,
 * the last one perhaps as the beginning of a longer one: {@code gre} finds green. Any character is
 * text.
 */
public final class TypedWords {
    /** The most tokens of all words: nobody types as many, and SQLite has a limit too. */
    static final int MAX_TOKENS = 256;

    private final List<List<Tokens.Token>> words;

    private TypedWords(List<List<Tokens.Token>> words) {
        this.words = words;
    }

    /**
     * @throws IllegalArgumentException if there are too many
     */
    public static TypedWords of(List<String> typed) {
        List<List<Tokens.Token>> words =
                typed.stream().map(Tokens::in).filter(tokens -> !tokens.isEmpty()).toList();
        int tokens = words.stream().mapToInt(List::size).sum();
        if (tokens > MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "too many words to search for: %d (at most %d)".formatted(tokens, MAX_TOKENS));
        }
        return new TypedWords(words);
    }

    /**
     * Splits at blanks; quotes, backslashes and all else belong to the words. The list can be
     * changed.
     */
    public static List<String> split(String typed) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= typed.length(); i++) {
            if (i == typed.length() || Printable.isSpace(typed.charAt(i))) {
                if (i > start) {
                    words.add(typed.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Tells whether there is nothing to search for. */
    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** Returns the query for SQLite's FTS5 that finds messages with all words. */
    public String query() {
        return words.stream().map(TypedWords::phrase).collect(Collectors.joining(" AND "));
    }

    private static String phrase(List<Tokens.Token> word) {
        String tokens = word.stream().map(Tokens.Token::text).collect(Collectors.joining(" "));
        return '"' + tokens + '"' + (word.getLast().isWord() ? "*" : "");
    }

    /** Returns the text with a mark before and behind each place at which it has a word. */
    public String marked(String text, String before, String behind) {
        if (isEmpty()) {
            return text;
        }
        boolean[] isFound = new boolean[text.length()];
        List<Tokens.Token> tokens = Tokens.in(text);
        for (List<Tokens.Token> word : words) {
            for (int at = 0; at + word.size() <= tokens.size(); at++) {
                if (isAt(tokens, at, word)) {
                    int end = tokens.get(at + word.size() - 1).end();
                    for (int i = tokens.get(at).start(); i < end; i++) {
                        isFound[i] = true;
                    }
                }
            }
        }
        StringBuilder marked = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            if (isFound[i] && (i == 0 || !isFound[i - 1])) {
                marked.append(before);
            }
            marked.append(text.charAt(i));
            if (isFound[i] && (i + 1 == text.length() || !isFound[i + 1])) {
                marked.append(behind);
            }
        }
        return marked.toString();
    }

    private static boolean isAt(List<Tokens.Token> tokens, int at, List<Tokens.Token> word) {
        for (int i = 0; i < word.size(); i++) {
            String here = tokens.get(at + i).text();
            Tokens.Token wanted = word.get(i);
            boolean isLast = i + 1 == word.size();
            if (!here.equals(wanted.text())
                    && !(isLast && wanted.isWord() && here.startsWith(wanted.text()))) {
                return false;
            }
        }
        return true;
    }
}
