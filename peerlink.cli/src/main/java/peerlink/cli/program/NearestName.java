package peerlink.cli.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that the user probably meant. */
public final class NearestName {
    private static final int LONGEST = 40;

    private NearestName() {}

    /**
     * Returns the name that begins with the typed text, or else differs least from it. Returns none
     * if all differ a lot.
     */
    public static Optional<String> of(String typed, Collection<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> distance(wanted, name) <= tolerance(wanted))
                .min(
                        Comparator.comparingInt((String name) -> distance(wanted, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static int tolerance(String wanted) {
        return Math.max(1, wanted.length() / 3 + 1);
    }

    /**
     * Counts insertions, deletions, replacements and swaps of neighbours. Completing a beginning
     * costs one.
     */
    private static int distance(String typed, String name) {
        String other = name.toLowerCase(Locale.ROOT);
        if (other.startsWith(typed)) {
            return other.length() == typed.length() ? 0 : 1;
        }
        int[][] d = new int[typed.length() + 1][other.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= other.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= typed.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                boolean same = typed.charAt(i - 1) == other.charAt(j - 1);
                d[i][j] =
                        Math.min(
                                Math.min(d[i - 1][j], d[i][j - 1]) + 1,
                                d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && typed.charAt(i - 1) == other.charAt(j - 2)
                        && typed.charAt(i - 2) == other.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[typed.length()][other.length()];
    }
}
