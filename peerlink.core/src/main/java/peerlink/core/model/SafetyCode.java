package peerlink.core.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * A code that two users compare to know that nobody stands between them: 60 digits made from both
 * peers' ids, and so from both keys, the same on both sides. Half of them stand for each peer; the
 * lower half comes first. {@code docs/protocol.md} defines it, with test vectors; {@code
 * docs/decisions/012-safety-code.md} gives the reasons.
 *
 * @param digits 60 characters of {@code 0-9}
 */
public record SafetyCode(String digits) {
    /** The number of digits. */
    public static final int LENGTH = 60;

    private static final int GROUP = 5;
    private static final int HALF = LENGTH / 2;
    private static final String DOMAIN = "peerlink safety code 1\0";
    private static final int ROUNDS = 5200;

    // digits, separators between them, and room for a careless paste
    private static final int MAX_TEXT = 4 * LENGTH;

    public SafetyCode {
        if (digits.length() != LENGTH || !digits.chars().allMatch(SafetyCode::isDigit)) {
            throw new IllegalArgumentException(
                    "not a safety code: '" + Printable.excerpt(digits) + "' (60 digits)");
        }
    }

    /**
     * Returns the code of two peers, in either order. Takes some milliseconds.
     *
     * @throws IllegalArgumentException if they are one
     */
    public static SafetyCode of(PeerId one, PeerId other) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("a safety code is of two peers, not of one");
        }
        String first = half(one);
        String second = half(other);
        return new SafetyCode(
                first.compareTo(second) < 0 ? first.concat(second) : second.concat(first));
    }

    /**
     * Reads a code as people write it: digits, with blanks, line breaks and hyphens anywhere among
     * them.
     *
     * @throws IllegalArgumentException if those are not 60 digits, or there is any other character;
     *     the message tells which
     */
    public static SafetyCode parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "not a safety code: %d characters (60 digits)".formatted(text.length()));
        }
        StringBuilder digits = new StringBuilder(LENGTH);
        for (char c : text.toCharArray()) {
            if (isDigit(c)) {
                digits.append(c);
            } else if (!isSeparator(c)) {
                throw new IllegalArgumentException(
                        "not a safety code: '" + Printable.excerpt(text) + "' (60 digits)");
            }
        }
        if (digits.length() != LENGTH) {
            throw new IllegalArgumentException(
                    "not a safety code: %d digits instead of %d"
                            .formatted(digits.length(), LENGTH));
        }
        return new SafetyCode(digits.toString());
    }

    /** Returns the code in rows for reading aloud, of so many groups of five digits. */
    public List<String> rows(int groups) {
        List<String> all = List.of(toString().split(" "));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < all.size(); i += groups) {
            rows.add(String.join(" ", all.subList(i, Math.min(i + groups, all.size()))));
        }
        return rows;
    }

    /** Returns twelve groups of five digits, with blanks between them. */
    @Override
    public String toString() {
        return digits.replaceAll("(.{" + GROUP + "})(?=.)", "$1 ");
    }

    private static String half(PeerId id) {
        byte[] text = id.text().getBytes(StandardCharsets.US_ASCII);
        MessageDigest sha512 = sha512();
        sha512.update(DOMAIN.getBytes(StandardCharsets.US_ASCII));
        byte[] hash = sha512.digest(text);
        for (int round = 0; round < ROUNDS; round++) {
            sha512.update(hash);
            hash = sha512.digest(text);
        }
        StringBuilder half = new StringBuilder(HALF);
        for (int at = 0; half.length() < HALF; at += 5) {
            long number = 0;
            for (int i = at; i < at + 5; i++) {
                number = number << 8 | hash[i] & 0xff;
            }
            half.append(String.format(Locale.ROOT, "%05d", number % 100_000));
        }
        return half.toString();
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSeparator(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.DASH_PUNCTUATION;
    }
}
