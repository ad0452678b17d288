package peerlink.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the web addresses of a text that may become links of a terminal. The target of a link is
 * the very text that is shown, so an address has printable ASCII alone: no other alphabet's letters
 * that look alike, and no character that a terminal could take for more than an address. One with a
 * name before its host ({@code https://bank.example@evil.example}) is none: people take that name
 * for the host.
 */
public final class WebAddresses {
    /** The longest address; some terminals drop longer links. */
    static final int LONGEST = 2000;

    // RFC 3986 without quotes; backslashes, blanks and the like are in no address
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "https?://[A-Za-z0-9\\[][A-Za-z0-9._~:\\[\\]@-]*(?:[/?#][A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]*)?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern NAMED_HOST = Pattern.compile("(?i)https?://[^/?#]*@.*");

    private WebAddresses() {}

    /**
     * The place of an address in a text.
     *
     * @param end the place behind it
     */
    public record Place(int start, int end) {}

    /** Returns the places of all addresses. */
    public static List<Place> in(CharSequence text) {
        List<Place> places = new ArrayList<>();
        Matcher matcher = ADDRESS.matcher(text);
        while (matcher.find()) {
            int start = matcher.start();
            int end = matcher.end();
            boolean isCutOut =
                    start > 0 && Character.isLetterOrDigit(Character.codePointBefore(text, start))
                            || end < text.length() && belongs(Character.codePointAt(text, end));
            String address = trimmed(matcher.group());
            if (!isCutOut
                    && address.length() <= LONGEST
                    && !NAMED_HOST.matcher(address).matches()) {
                places.add(new Place(start, start + address.length()));
            }
        }
        return places;
    }

    /**
     * Tells whether the character behind an address goes on with it for a reader, though no link
     * has it: then what the reader sees is not the target.
     */
    private static boolean belongs(int c) {
        return c == '\uFFFD'
                || Glyphs.PENDING.codePointAt(0) == c // the end of an excerpt
                || c >= 0x80 && !Character.isSpaceChar(c) && !isPunctuation(c)
                || "\\^{}".indexOf(c) >= 0;
    }

    private static boolean isPunctuation(int c) {
        return switch (Character.getType(c)) {
            case Character.END_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.DASH_PUNCTUATION ->
                    true;
            default -> false;
        };
    }

    /** Returns the address without the punctuation of the sentence around it. */
    private static String trimmed(String address) {
        int end = address.length();
        while (end > 0 && isOfSentence(address, end)) {
            end--;
        }
        return address.substring(0, end);
    }

    private static boolean isOfSentence(String address, int end) {
        char last = address.charAt(end - 1);
        return switch (last) {
            case '.', ',', ';', ':', '!', '?', '\'', '*' -> true;
            case ')' -> isUnpaired(address, end, '(', ')');
            case ']' -> isUnpaired(address, end, '[', ']');
            default -> false;
        };
    }

    private static boolean isUnpaired(String address, int end, char open, char close) {
        String text = address.substring(0, end);
        return text.chars().filter(c -> c == close).count()
                > text.chars().filter(c -> c == open).count();
    }
}
