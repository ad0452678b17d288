package peerlink.transport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Computes with the faster of two libraries: AES with the JDK, which has processor instructions for
 * it; all else with Bouncy Castle, which also has the post-quantum group. No provider is made:
 * Bouncy Castle's would load hundreds of classes at each start. Safe for use by several threads.
 */
class MixedCrypto extends BcTlsCrypto {
    private static final SecureRandom RANDOM = new SecureRandom();

    MixedCrypto() {
        super(RANDOM);
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

    /**
     * Returns a curve whose agreement names a key share that yields no secret by its own alert (RFC
     * 8446, section 6.2): Bouncy Castle would send the alert of any failed handshake.
     */
    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
        TlsECDomain domain = super.createECDomain(config);
        return () -> new StrictAgreement(domain.createECDH());
    }

    /** Returns AES-GCM, the only cipher that {@link TlsProfile} asks for. */
    @Override
    protected TlsAEADCipher createCipher_AES_GCM(
            TlsCryptoParameters parameters, int keySize, int macSize) throws IOException {
        try {
            return new TlsAEADCipher(
                    parameters,
                    new AesGcm(true),
                    new AesGcm(false),
                    keySize,
                    macSize,
                    TlsAEADCipher.AEAD_GCM,
                    null);
        } catch (GeneralSecurityException e) {
            throw new IOException("no AES-GCM", e);
        }
    }

    private record StrictAgreement(TlsAgreement agreement) implements TlsAgreement {
        @Override
        public byte[] generateEphemeral() throws IOException {
            return agreement.generateEphemeral();
        }

        @Override
        public void receivePeerValue(byte[] peerValue) throws IOException {
            agreement.receivePeerValue(peerValue);
        }

        @Override
        public TlsSecret calculateSecret() throws IOException {
            try {
                return agreement.calculateSecret();
            } catch (TlsFatalAlert e) {
                throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
            }
        }
    }
}
