package peerlink.core.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import peerlink.api.Identity;

/**
 * Makes the certificate of a key, signed by the key itself, since nobody else has to vouch for it.
 */
final class SelfSignedCertificate {
    // the same for all peers, so that a certificate tells nothing but its key: RFC 5280, section
    // 4.1.2.5 has the end
    private static final X500Name NOBODY = new X500Name("CN=PeerLink");
    private static final Date FROM = Date.from(Instant.parse("2025-01-01T00:00:00Z"));
    private static final Date FOR_EVER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    private SelfSignedCertificate() {}

    /** Makes a key and its certificate. */
    static Identity identity() throws IOException {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        // without the public half, as other programs read it
        PrivateKeyInfo info = PrivateKeyInfoFactory.createPrivateKeyInfo(key);
        return identity(new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()));
    }

    /**
     * Makes the certificate of a key.
     *
     * @param info a key of one of the kinds
     */
    static Identity identity(PrivateKeyInfo info) throws IOException {
        KeyKind kind = KeyKind.of(info);
        SubjectPublicKeyInfo publicHalf = KeyKind.publicHalf(info);
        try {
            BigInteger serial = new BigInteger(63, new SecureRandom()).add(BigInteger.ONE);
            byte[] certificate =
                    new X509v3CertificateBuilder(NOBODY, serial, FROM, FOR_EVER, NOBODY, publicHalf)
                            .build(kind.signer(info))
                            .getEncoded();
            return new Identity(kind.privateKey(info), parse(certificate));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("can't make a certificate", e);
        }
    }

    /** Reads a certificate in DER. */
    static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }
}
