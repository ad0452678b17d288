package peerlink.plugin.history;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import peerlink.api.Printable;

/**
 * Finds words in messages: in any order, in upper or lower case, and in every way in which Unicode
 * lets one write them.
 */
final class SearchText {
    /**
     * Hints for breaking lines, the byte order mark, and the selectors of emoji: nobody types them.
     */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\u00AD\\u200B\\u2060\\uFE0E\\uFE0F\\uFEFF]");

    private final List<String> words;

    private SearchText(List<String> words) {
        this.words = words;
    }

    /**
     * Splits at blanks; quotes, backslashes and all else belong to the words. The list can be
     * changed.
     */
    static List<String> words(String typed) {
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

    static SearchText of(List<String> words) {
        return new SearchText(
                words.stream()
                        .map(SearchText::folded)
                        .filter(Predicate.not(String::isEmpty))
                        .toList());
    }

    boolean isIn(String text) {
        String folded = words.isEmpty() ? "" : folded(text);
        return words.stream().allMatch(folded::contains);
    }

    /**
     * Folds a text such that words which people take for the same are the same: compatibility
     * composition (UAX #15, NFKC), and upper case turned to lower, one character at a time:
     * otherwise a Greek sigma would depend on whether it ends the word.
     */
    private static String folded(String text) {
        String composed =
                Normalizer.normalize(INVISIBLE.matcher(text).replaceAll(""), Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(composed.length());
        composed.toUpperCase(Locale.ROOT)
                .codePoints()
                .forEach(c -> folded.appendCodePoint(Character.toLowerCase(c)));
        return folded.toString();
    }
}
