package peerlink.core;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;

/** An identity in PEM: one PKCS#8 private key and the certificate of its public half, in any order. */
final class PemIdentity {
    private PemIdentity() {}

    /**
     * Reads an identity.
     *
     * @throws IllegalArgumentException if the text is not one; the message says why and tells nothing of the key
     */
    static Identity parse(String text) {
        PrivateKeyInfo key = null;
        X509CertificateHolder certificate = null;
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case PrivateKeyInfo found -> key = only(key, found, "private key");
                    case X509CertificateHolder found ->
                            certificate = only(certificate, found, "certificate");
                    default ->
                            throw new IllegalArgumentException(
                                    "it has something besides a PKCS#8 key and a certificate");
                }
            }
        } catch (IOException | RuntimeException e) {
            // what the parser says may quote the file: a key must not come into a log
            throw e instanceof IllegalArgumentException own && own.getCause() == null
                    ? own
                    : new IllegalArgumentException("it is not well-formed PEM");
        }
        if (key == null || certificate == null) {
            throw new IllegalArgumentException(
                    "it has no " + (key == null ? "private key" : "certificate"));
        }
        return identity(key, certificate);
    }

    private static Identity identity(PrivateKeyInfo info, X509CertificateHolder holder) {
        String signature = signatureFor(info.getPrivateKeyAlgorithm());
        try {
            PrivateKey key =
                    new JcaPEMKeyConverter()
                            .setProvider(SelfSigned.BOUNCY_CASTLE)
                            .getPrivateKey(info);
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .setProvider(SelfSigned.BOUNCY_CASTLE)
                            .getCertificate(holder);
            if (!belongTogether(key, certificate.getPublicKey(), signature)) {
                throw new IllegalArgumentException(
                        "the certificate is not that of the private key");
            }
            return new Identity(key, certificate);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the key or the certificate can't be read");
        }
    }

    private static String signatureFor(AlgorithmIdentifier algorithm) {
        if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())) {
            return "SHA256withECDSA";
        }
        throw new IllegalArgumentException("its key is neither Ed25519 nor ECDSA P-256");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey other, String algorithm)
            throws GeneralSecurityException {
        byte[] sample = new byte[32];
        Arrays.fill(sample, (byte) 1);
        Signature signer = Signature.getInstance(algorithm, SelfSigned.BOUNCY_CASTLE);
        signer.initSign(key);
        signer.update(sample);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm, SelfSigned.BOUNCY_CASTLE);
        try {
            verifier.initVerify(other);
            verifier.update(sample);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // a key of another kind
            return false;
        }
    }

    private static <T> T only(@Nullable T before, T found, String what) {
        if (before != null) {
            throw new IllegalArgumentException("it has more than one " + what);
        }
        return found;
    }
}
