package peerlink.testkit.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import peerlink.api.Identity;

/**
 * Makes identities with the JDK alone: a fresh key and the smallest self-signed certificate (RFC
 * 5280) around it.
 */
public final class TestIdentities {
    /** "No well-defined expiration date": RFC 5280, section 4.1.2.5. */
    private static final String NO_EXPIRY = "99991231235959Z";

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    /** The object identifiers as DER: id-at-commonName, id-Ed25519, ecdsa-with-SHA256 and so on. */
    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 0x04, 0x03};

    private static final byte[] ED25519 = {0x06, 3, 0x2b, 0x65, 0x70};
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };

    private static final byte[] SHA256_WITH_RSA = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b
    };

    private TestIdentities() {}

    /** Returns an identity with a fresh Ed25519 key. */
    public static Identity ed25519(String commonName) {
        return selfSigned(
                commonName,
                keys("Ed25519", NamedParameterSpec.ED25519),
                "Ed25519",
                ED25519,
                NO_EXPIRY);
    }

    /** Returns an Ed25519 identity whose certificate expired a second after it began. */
    public static Identity expired(String commonName) {
        return selfSigned(
                commonName,
                keys("Ed25519", NamedParameterSpec.ED25519),
                "Ed25519",
                ED25519,
                "20250101000001Z");
    }

    /** Returns an identity with a fresh ECDSA P-256 key. */
    public static Identity p256(String commonName) {
        return ecdsa(commonName, "secp256r1");
    }

    /** Returns an identity that no peer may accept: its key is ECDSA P-384. */
    public static Identity p384(String commonName) {
        return ecdsa(commonName, "secp384r1");
    }

    private static Identity ecdsa(String commonName, String curve) {
        return selfSigned(
                commonName,
                keys("EC", new ECGenParameterSpec(curve)),
                "SHA256withECDSA",
                ECDSA_WITH_SHA256,
                NO_EXPIRY);
    }

    /** Returns an identity that no peer may accept: its key is RSA. */
    public static Identity rsa(String commonName) {
        return selfSigned(
                commonName,
                keys("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
                "SHA256withRSA",
                SHA256_WITH_RSA,
                NO_EXPIRY);
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity selfSigned(
            String commonName,
            KeyPair keys,
            String signatureAlgorithm,
            byte[] algorithmId,
            String expiry) {
        try {
            return sign(commonName, keys, signatureAlgorithm, algorithmId, expiry);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity sign(
            String commonName,
            KeyPair keys,
            String signatureAlgorithm,
            byte[] algorithmId,
            String expiry)
            throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, algorithmId);
        byte[] name =
                der(
                        SEQUENCE,
                        der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, utf8(commonName)))));
        byte[] toBeSigned =
                der(
                        SEQUENCE,
                        der(INTEGER, BigInteger.ONE.toByteArray()),
                        algorithm,
                        name,
                        der(
                                SEQUENCE,
                                der(GENERALIZED_TIME, utf8("20250101000000Z")),
                                der(GENERALIZED_TIME, utf8(expiry))),
                        name,
                        keys.getPublic().getEncoded());
        Signature signature = Signature.getInstance(signatureAlgorithm);
        signature.initSign(keys.getPrivate());
        signature.update(toBeSigned);
        byte[] certificate =
                der(
                        SEQUENCE,
                        toBeSigned,
                        algorithm,
                        der(BIT_STRING, new byte[] {0}, signature.sign()));
        X509Certificate parsed =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(certificate));
        return new Identity(keys.getPrivate(), parsed);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length >= 0x80) {
            whole.write(0x81);
        }
        whole.write(length);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
