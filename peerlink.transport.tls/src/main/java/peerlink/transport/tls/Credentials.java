package peerlink.transport.tls;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import peerlink.api.Identity;

/**
 * Holds this side's certificate and key in Bouncy Castle's form: it can't use the JDK's Ed25519
 * keys.
 */
final class Credentials {
    private final MixedCrypto crypto;
    private final CertificateEntry[] certificate;
    private final AsymmetricKeyParameter key;
    private final SignatureAndHashAlgorithm algorithm;

    /**
     * @throws IllegalArgumentException if no other peer would accept the identity, or its key can't
     *     leave its keeper
     */
    Credentials(MixedCrypto crypto, Identity identity) {
        this.crypto = crypto;
        byte[] encodedKey = identity.privateKey().getEncoded();
        if (encodedKey == null) {
            throw new IllegalArgumentException(
                    "not an identity for tls: the private key has no encoded form");
        }
        try {
            byte[] encoded = identity.certificate().getEncoded();
            // once, for all handshakes
            this.certificate =
                    new CertificateEntry[] {
                        new CertificateEntry(new BcTlsCertificate(crypto, encoded), null)
                    };
            boolean ed25519 = PeerCertificate.parse(encoded).isEd25519();
            this.key = PrivateKeyFactory.createKey(encodedKey);
            this.algorithm =
                    ed25519 ? SignatureAndHashAlgorithm.ed25519 : TlsProfile.ECDSA_P256_SHA256;
        } catch (IOException | CertificateEncodingException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "not an identity for tls: an Ed25519 or ECDSA P-256 key and its self-signed"
                            + " certificate are needed",
                    e);
        }
    }

    MixedCrypto crypto() {
        return crypto;
    }

    /**
     * Returns the signer of one handshake.
     *
     * @param requestContext the context of the certificate request, empty for a server
     */
    TlsCredentialedSigner signer(TlsContext context, byte[] requestContext) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                key,
                new Certificate(requestContext, certificate),
                algorithm);
    }
}
