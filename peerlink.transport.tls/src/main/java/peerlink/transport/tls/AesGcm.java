package peerlink.transport.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/**
 * Seals or opens one direction's records with AES-GCM (RFC 8446, section 5.2), and hands the JDK's
 * cipher its nonces as that takes them. Bouncy Castle's own class writes each record's nonce as
 * ASN.1, looks a provider up for it, and has the JDK read it again. For one thread at a time.
 *
 * <p>Two records under one key and nonce would give their contents away, and with them the means to
 * forge others. So this class checks a sender's nonces once more: they are a key's first one,
 * combined with 0, 1, 2 and so on (RFC 8446, section 5.3).
 */
final class AesGcm implements TlsAEADCipherImpl {
    private final Cipher cipher;
    private final int mode;
    private @Nullable Key key;

    /** The key's first nonce, after it has been used. */
    private byte @Nullable [] first;

    /** The number of the next record under the key. */
    private long next;

    AesGcm(boolean isEncrypting) throws GeneralSecurityException {
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        this.mode = isEncrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    @Override
    public void setKey(byte[] bytes, int offset, int length) {
        key = new SecretKeySpec(bytes, offset, length, "AES");
        first = null;
        next = 0;
    }

    /**
     * Begins a record.
     *
     * @throws IllegalStateException if it is to be sealed with another nonce than the next one
     */
    @Override
    public void init(byte[] nonce, int tagBytes) {
        if (mode == Cipher.ENCRYPT_MODE) {
            requireNext(nonce);
        }
        try {
            cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * tagBytes, nonce));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't begin a record", e);
        }
    }

    private void requireNext(byte[] nonce) {
        if (first == null) {
            first = nonce.clone();
        }
        int start = nonce.length - Long.BYTES;
        long number = ByteBuffer.wrap(nonce).getLong(start) ^ ByteBuffer.wrap(first).getLong(start);
        if (number != next || !Arrays.equals(nonce, 0, start, first, 0, start)) {
            throw new IllegalStateException(
                    "record %d would be sealed with the nonce of record %d"
                            .formatted(next, number));
        }
        next++;
    }

    @Override
    public int getOutputSize(int inputLength) {
        return cipher.getOutputSize(inputLength);
    }

    /**
     * Ends a record.
     *
     * @throws IllegalStateException if it is not as it was sent, which the caller turns into
     *     {@code bad_record_mac}
     */
    @Override
    public int doFinal(
            byte[] additionalData,
            byte[] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset) {
        try {
            cipher.updateAAD(additionalData);
            return cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a record of this link", e);
        }
    }
}
