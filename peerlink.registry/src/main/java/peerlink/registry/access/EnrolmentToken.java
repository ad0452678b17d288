package peerlink.registry.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/**
 * Admits any peer that knows it to a registry, even one that is not listed. The operator keeps it
 * secret. It is never sent; a peer proves that it knows it, to one registry and for its own key
 * alone. {@code docs/registry-protocol.md} has the proof's form.
 *
 * @param text 26 to 128 characters of {@code a-z2-7}, random
 */
public record EnrolmentToken(String text) {
    /** The length of a proof, in bytes. */
    public static final int PROOF = 32;

    /** 130 bits. */
    private static final int MIN_LENGTH = 26;

    private static final int MAX_LENGTH = 128;

    /** 160 bits. */
    private static final int LENGTH = 32;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String DOMAIN = "peerlink enrolment 1\0";
    private static final String ALGORITHM = "HmacSHA256";

    public EnrolmentToken {
        if (!isToken(text)) {
            // not the text: it may be a secret with a slip of the pen in it
            throw new IllegalArgumentException(
                    "not a token: it has %d to %d characters of a-z and 2-7"
                            .formatted(MIN_LENGTH, MAX_LENGTH));
        }
    }

    /** Tells whether the text has a token's form. */
    public static boolean isToken(String text) {
        return text.length() >= MIN_LENGTH
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    /** Returns a new random token. */
    public static EnrolmentToken random() {
        var text = new StringBuilder(LENGTH);
        new SecureRandom()
                .ints(LENGTH, 0, ALPHABET.length())
                .forEach(i -> text.append(ALPHABET.charAt(i)));
        return new EnrolmentToken(text.toString());
    }

    /**
     * Returns a peer's proof for a registry, 32 bytes that are of no use to any other registry or
     * peer.
     *
     * @param registry the id that the registry's key has, as the link proves it
     * @param peer the id of the peer's own key
     */
    public Bytes proof(PeerId registry, PeerId peer) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(ascii(text), ALGORITHM));
            // both ids have one length, so that no part of the first passes for the second's
            return Bytes.wrap(mac.doFinal(ascii(DOMAIN + registry.text() + peer.text())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** Tells whether a proof is good, in a time that tells nothing of how close it is. */
    boolean isProvenBy(Applicant applicant) {
        byte[] right = proof(applicant.registry(), applicant.peer()).toByteArray();
        return applicant
                .proof()
                .filter(proof -> MessageDigest.isEqual(right, proof.toByteArray()))
                .isPresent();
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "EnrolmentToken";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
