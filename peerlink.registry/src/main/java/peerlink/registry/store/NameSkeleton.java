package peerlink.registry.store;

import java.util.Locale;
import peerlink.api.PeerName;

/**
 * Reduces a name to the part that a hasty eye sees: names with one skeleton are one name to a
 * registry, and belong to one key. Case counts for nothing; {@code 0} is {@code o}; {@code 1},
 * {@code i} and {@code l} are one, since a capital {@code I} looks like {@code l}; {@code rn} is
 * {@code m} and {@code vv} is {@code w}; {@code .}, {@code _} and {@code -} are one, several in a
 * row are one of them, and those at the end are nothing.
 *
 * @param text never longer than the name
 */
public record NameSkeleton(String text) {
    public static NameSkeleton of(PeerName name) {
        var skeleton = new StringBuilder(PeerName.MAX_LENGTH);
        String folded = name.text().toLowerCase(Locale.ROOT);
        for (int i = 0; i < folded.length(); i++) {
            append(skeleton, likeness(folded.charAt(i)));
        }
        int last = skeleton.length() - 1;
        if (skeleton.charAt(last) == '-') {
            skeleton.setLength(last);
        }
        return new NameSkeleton(skeleton.toString());
    }

    private static char likeness(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1', 'i' -> 'l';
            case '.', '_' -> '-';
            default -> c;
        };
    }

    private static void append(StringBuilder skeleton, char c) {
        int last = skeleton.length() - 1;
        char before = last < 0 ? ' ' : skeleton.charAt(last);
        if (before == 'r' && c == 'n') {
            skeleton.setCharAt(last, 'm');
        } else if (before == 'v' && c == 'v') {
            skeleton.setCharAt(last, 'w');
        } else if (before != '-' || c != '-') {
            skeleton.append(c);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
