package peerlink.api;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Labels a peer, and proves nothing. Contacts bind it to a {@link PeerId}.
 *
 * @param text 1 to 32 characters: ASCII letters, digits, {@code .}, {@code _} and {@code -}, the
 *     first one a letter or digit, so that it has no meaning to a shell, a path or an invite
 */
public record PeerName(String text) implements Comparable<PeerName> {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 32;

    public PeerName {
        if (!isPeerName(text)) {
            throw new IllegalArgumentException(
                    "not a name: '"
                            + Printable.excerpt(text)
                            + "' (1 to 32 letters, digits, '.', '_' or '-', the first a letter or digit)");
        }
    }

    public static boolean isPeerName(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        return text.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
    }

    /**
     * Tells whether two names differ by case alone, or not at all: readers take them for one name,
     * and so do registries.
     */
    public boolean equalsIgnoreCase(PeerName other) {
        return text.equalsIgnoreCase(other.text);
    }

    /**
     * Returns the values that a user means by a name: those of that very name, or if there are
     * none, those whose names differ from it by case alone.
     *
     * @param typed the user's input, which need not be a name
     * @param name returns the name by which the user knows a value
     */
    public static <T> List<T> matching(
            String typed, Collection<T> all, Function<? super T, PeerName> name) {
        List<T> exact = all.stream().filter(one -> name.apply(one).text.equals(typed)).toList();
        return exact.isEmpty()
                ? all.stream().filter(one -> name.apply(one).text.equalsIgnoreCase(typed)).toList()
                : exact;
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    @Override
    public int compareTo(PeerName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
