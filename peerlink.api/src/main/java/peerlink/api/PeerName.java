package peerlink.api;

/**
 * The name a peer goes by: a label, never a proof. Contacts bind it to a {@link PeerId}.
 *
 * @param text 1 to 32 characters: ASCII letters, digits, {@code .}, {@code _} and {@code -}, the first one a letter or
 *     digit, so that it has no meaning to a shell, a path or an invite
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
