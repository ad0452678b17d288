package peerlink.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/**
 * Identifies a peer by its key: the SHA-256 digest of its public key's DER SubjectPublicKeyInfo
 * (RFC 5280, section 4.1), written as lower-case base32 (RFC 4648, section 6) without padding.
 *
 * @param text 52 characters of {@code a-z2-7}
 */
public record PeerId(String text) implements Comparable<PeerId> {
    /** The length of the text form, in characters. */
    public static final int LENGTH = 52;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    public PeerId {
        if (!isPeerId(text)) {
            throw new IllegalArgumentException(
                    "not a peer id: '"
                            + Printable.excerpt(text)
                            + "' (a peer id has 52 characters of a-z and 2-7)");
        }
    }

    /** Tells whether the text has the form of a peer id; no {@link PeerName} has it. */
    public static boolean isPeerId(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            // a registry reads millions of them
            if ((c < 'a' || c > 'z') && (c < '2' || c > '7')) {
                return false;
            }
        }
        // 52 characters carry 260 bits: the last four of them are zero in the one valid form
        return (ALPHABET.indexOf(text.charAt(LENGTH - 1)) & 0b1111) == 0;
    }

    /** Returns the id of the peer that holds this key. */
    public static PeerId of(PublicKey key) {
        return ofKey(key.getEncoded());
    }

    /** Returns the id for a key in its DER SubjectPublicKeyInfo form. */
    public static PeerId ofKey(byte[] subjectPublicKeyInfo) {
        try {
            return new PeerId(
                    base32(MessageDigest.getInstance("SHA-256").digest(subjectPublicKeyInfo)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Returns the form for people: the first 16 characters in four groups, 80 bits of the digest.
     */
    public String shortForm() {
        return String.join(
                " ",
                text.substring(0, 4),
                text.substring(4, 8),
                text.substring(8, 12),
                text.substring(12, 16));
    }

    @Override
    public int compareTo(PeerId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder(LENGTH);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | b & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(buffer >> bits & 0b11111));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << 5 - bits & 0b11111));
        }
        return text.toString();
    }
}
