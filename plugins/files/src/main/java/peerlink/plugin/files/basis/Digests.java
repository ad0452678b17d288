package peerlink.plugin.files.basis;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes the digest that both sides compare. */
public final class Digests {
    private static final byte[] ZEROS = new byte[1 << 20];
    private static final byte[] ALL_ZEROS = digestOfZeros(ZEROS.length);

    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the digest of what a buffer has left, and uses it up. */
    public static byte[] of(ByteBuffer content) {
        MessageDigest digest = sha256();
        digest.update(content);
        return digest.digest();
    }

    /** Returns the digest of so many zeros, at most 1 MiB. */
    public static byte[] ofZeros(int length) {
        return length == ZEROS.length ? ALL_ZEROS.clone() : digestOfZeros(length);
    }

    private static byte[] digestOfZeros(int length) {
        MessageDigest digest = sha256();
        digest.update(ZEROS, 0, length);
        return digest.digest();
    }
}
