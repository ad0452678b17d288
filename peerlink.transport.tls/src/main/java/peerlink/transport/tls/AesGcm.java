package peerlink.transport.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/**
 * One direction's AES-GCM (RFC 8446, section 5.2), told its nonces as the JDK's cipher takes them. Bouncy Castle's own class writes each
 * record's nonce as ASN.1, looks a provider up for it, and has the JDK read it again. For one thread at a time.
 */
final class AesGcm implements TlsAEADCipherImpl {
    private final Cipher cipher;
    private final int mode;
    private @Nullable Key key;

    AesGcm(boolean isEncrypting) throws GeneralSecurityException {
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        this.mode = isEncrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    @Override
    public void setKey(byte[] bytes, int offset, int length) {
        key = new SecretKeySpec(bytes, offset, length, "AES");
    }

    /**
     * Begins a record.
     *
     * @throws IllegalStateException if the nonce is that of the last record, which the JDK refuses when it encrypts
     */
    @Override
    public void init(byte[] nonce, int tagBytes) {
        try {
            cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * tagBytes, nonce));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't begin a record", e);
        }
    }

    @Override
    public int getOutputSize(int inputLength) {
        return cipher.getOutputSize(inputLength);
    }

    /**
     * Ends a record.
     *
     * @throws IllegalStateException if it is not as it was sent, which the caller turns into {@code bad_record_mac}
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
