package peerlink.api.contract;

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
import java.security.spec.ECGenParameterSpec;
import peerlink.api.Identity;

/** Makes identities with the JDK alone: a fresh key and the smallest self-signed certificate (RFC 5280) around it. */
public final class TestIdentities {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    /** The object identifiers as DER: id-at-commonName, id-Ed25519, ecdsa-with-SHA256. */
    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 0x04, 0x03};

    private static final byte[] ED25519 = {0x06, 3, 0x2b, 0x65, 0x70};
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };

    private TestIdentities() {}

    /** Returns an identity with a fresh Ed25519 key. */
    public static Identity ed25519(String commonName) {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return selfSigned(commonName, keys, "Ed25519", ED25519);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns an identity with a fresh ECDSA P-256 key. */
    public static Identity p256(String commonName) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return selfSigned(
                    commonName, generator.generateKeyPair(), "SHA256withECDSA", ECDSA_WITH_SHA256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity selfSigned(
            String commonName, KeyPair keys, String signatureAlgorithm, byte[] algorithmId)
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
                                // "no well-defined expiration date": RFC 5280, section 4.1.2.5
                                der(GENERALIZED_TIME, utf8("99991231235959Z"))),
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
