package peerlink.transport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * Computes with the faster of two libraries: AES, digests and MACs with the JDK, which has
 * processor instructions for them; keys, agreements and signatures with Bouncy Castle, which also
 * has the post-quantum group. No provider is registered for other code. Safe for use by several
 * threads.
 */
class MixedCrypto extends JcaTlsCrypto {
    /** Bouncy Castle's algorithms, for this module alone. */
    static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private static final SecureRandom RANDOM = new SecureRandom();

    MixedCrypto() {
        super(new Algorithms(), RANDOM, RANDOM);
    }

    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return new PassingCertificate(super.createCertificate(type, encoding));
    }

    /**
     * Returns a generator that passes random bytes on as they come: Bouncy Castle would seed a
     * generator of a kilobyte for each connection and keep it.
     */
    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
        return size -> {
            byte[] nonce = new byte[size];
            RANDOM.nextBytes(nonce);
            return nonce;
        };
    }

    /** Returns AES-GCM, the only cipher that {@link TlsProfile} asks for. */
    @Override
    protected TlsAEADCipherImpl createAEADCipher(
            String name, String algorithm, int keySize, boolean isEncrypting)
            throws GeneralSecurityException {
        return name.equals("AES/GCM/NoPadding")
                ? new AesGcm(isEncrypting)
                : super.createAEADCipher(name, algorithm, keySize, isEncrypting);
    }

    private static final class Algorithms extends ProviderJcaJceHelper {
        Algorithms() {
            super(BOUNCY_CASTLE);
        }

        @Override
        public Cipher createCipher(String algorithm)
                throws NoSuchAlgorithmException, NoSuchPaddingException {
            return algorithm.startsWith("AES")
                    ? Cipher.getInstance(algorithm)
                    : super.createCipher(algorithm);
        }

        @Override
        public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
            return Mac.getInstance(algorithm);
        }

        @Override
        public MessageDigest createMessageDigest(String algorithm) throws NoSuchAlgorithmException {
            return MessageDigest.getInstance(algorithm);
        }
    }
}
