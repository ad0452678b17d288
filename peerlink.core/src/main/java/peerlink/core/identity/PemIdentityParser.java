package peerlink.core.identity;

import java.io.IOException;
import java.io.StringReader;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.function.Function;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link PemIdentity}. Refuses bad input, with a reason for people, before anybody is asked
 * for a passphrase.
 */
final class PemIdentityParser {
    private static final String CONVERT =
            "; this converts it: openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem";

    private PemIdentityParser() {}

    /**
     * Reads an identity, but does not decrypt it.
     *
     * @throws IllegalArgumentException if the text is not one; the message says why and tells
     *     nothing of the key
     */
    static PemIdentity parse(String text) {
        PemIdentity.Key key = null;
        X509Certificate certificate = null;
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject part = next(reader); part != null; part = next(reader)) {
                switch (part.getType()) {
                    case "CERTIFICATE" ->
                            certificate =
                                    only(
                                            certificate,
                                            decoded(part, PemIdentityParser::certificate),
                                            "certificate; the key's own is needed, and no chain");
                    case "EC PARAMETERS" -> {
                        // OpenSSL writes the parameters before an EC key, which repeats them
                    }
                    default -> key = only(key, key(part), "private key");
                }
            }
        } catch (IOException e) {
            throw notPem();
        }
        if (key == null) {
            throw new IllegalArgumentException("it has no private key");
        }
        if (key instanceof PemIdentity.Key.Plain(var info)) {
            KeyKind.of(info);
        }
        return new PemIdentity(key, certificate);
    }

    private static @Nullable PemObject next(PemReader reader) {
        try {
            return reader.readPemObject();
        } catch (IOException | RuntimeException e) {
            // the reader's message may quote the file: a key must not come into a log
            throw notPem();
        }
    }

    private static IllegalArgumentException notPem() {
        return new IllegalArgumentException("it is not well-formed PEM");
    }

    private static PemIdentity.Key key(PemObject part) {
        if (!part.getHeaders().isEmpty()) {
            throw new IllegalArgumentException("its key is encrypted in an outdated way" + CONVERT);
        }
        return switch (part.getType()) {
            case "PRIVATE KEY" ->
                    new PemIdentity.Key.Plain(decoded(part, PrivateKeyInfo::getInstance));
            case "EC PRIVATE KEY" ->
                    new PemIdentity.Key.Plain(decoded(part, PemIdentityParser::ofCurve));
            case "ENCRYPTED PRIVATE KEY" -> encrypted(part);
            case "RSA PRIVATE KEY" ->
                    throw new IllegalArgumentException(
                            "its key is RSA; PeerLink takes Ed25519 and ECDSA P-256");
            default ->
                    throw new IllegalArgumentException(
                            "it has something besides a PKCS#8 key and a certificate");
        };
    }

    private static PemIdentity.Key encrypted(PemObject part) {
        EncryptedPrivateKeyInfo info = decoded(part, EncryptedPrivateKeyInfo::getInstance);
        try {
            PassphraseCipher.requireAcceptable(info, PassphraseCipher.CBC);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + CONVERT, e);
        }
        return new PemIdentity.Key.Encrypted(info);
    }

    private static PrivateKeyInfo ofCurve(byte[] encoded) {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(encoded);
            return new PrivateKeyInfo(
                    new AlgorithmIdentifier(
                            X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                    key);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static X509Certificate certificate(byte[] encoded) {
        try {
            // strictly one certificate: the JDK's reader leaves what is behind it unread
            return SelfSignedCertificate.parse(Certificate.getInstance(encoded).getEncoded());
        } catch (CertificateException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> T decoded(PemObject part, Function<byte[], T> decoder) {
        try {
            return decoder.apply(part.getContent());
        } catch (RuntimeException e) {
            // the decoders throw exceptions of several kinds, and their messages may tell of a key
            throw new IllegalArgumentException(
                    "its " + part.getType().toLowerCase(Locale.ROOT) + " can't be read");
        }
    }

    private static <T> T only(@Nullable T before, T found, String what) {
        if (before != null) {
            throw new IllegalArgumentException("it has more than one " + what);
        }
        return found;
    }
}
