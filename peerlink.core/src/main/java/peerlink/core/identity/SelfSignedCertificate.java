package peerlink.core.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import peerlink.api.Identity;

/**
 * Makes the certificate of a key, signed by the key itself, since nobody else has to vouch for it.
 */
final class SelfSignedCertificate {
    /**
     * The provider, which is handed to each call that needs it and never registered for the whole
     * process.
     */
    static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    // the same for all peers, so that a certificate tells nothing but its key: RFC 5280, section
    // 4.1.2.5 has the end
    private static final X500Name NOBODY = new X500Name("CN=PeerLink");
    private static final Date FROM = Date.from(Instant.parse("2025-01-01T00:00:00Z"));
    private static final Date FOR_EVER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    private SelfSignedCertificate() {}

    /** Makes a key and its certificate. */
    static Identity identity() throws IOException {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("Ed25519", BOUNCY_CASTLE).generateKeyPair();
            return identity(
                    keys.getPrivate(),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
                    KeyKind.ED25519);
        } catch (GeneralSecurityException e) {
            throw new IOException("can't make a key", e);
        }
    }

    /** Makes the certificate of a key. */
    static Identity identity(PrivateKey key, SubjectPublicKeyInfo publicHalf, KeyKind kind)
            throws IOException {
        try {
            BigInteger serial = new BigInteger(63, new SecureRandom()).add(BigInteger.ONE);
            var certificate =
                    new X509v3CertificateBuilder(NOBODY, serial, FROM, FOR_EVER, NOBODY, publicHalf)
                            .build(
                                    new JcaContentSignerBuilder(kind.signature())
                                            .setProvider(BOUNCY_CASTLE)
                                            .build(key));
            return new Identity(
                    key,
                    new JcaX509CertificateConverter()
                            .setProvider(BOUNCY_CASTLE)
                            .getCertificate(certificate));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("can't make a certificate", e);
        }
    }
}
