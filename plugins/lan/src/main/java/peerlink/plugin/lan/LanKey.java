package peerlink.plugin.lan;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import peerlink.api.Bytes;
import peerlink.api.Identity;

/**
 * Signs this node's statements, and verifies those of others, with the JDK alone: Ed25519 (RFC
 * 8032), or ECDSA P-256 with SHA-256 whose signature is r and s, 32 bytes each. A signature is over
 * a domain and the message, so that it is good for nothing but the local network. Safe for use by
 * several threads.
 */
final class LanKey {
    /** The length of a signature, in bytes. */
    static final int SIGNATURE = 64;

    private static final byte[] DOMAIN = LanDatagram.domain("peerlink lan 1\0");

    /**
     * The two forms of a key: the fixed beginning of its DER SubjectPublicKeyInfo (RFC 8410, RFC
     * 5480) before the raw key. So a key has one id, and no other ASN.1 from outside is parsed.
     */
    private enum Form {
        ED25519("302a300506032b6570032100", 32, "Ed25519", "Ed25519"),
        P256(
                "3059301306072a8648ce3d020106082a8648ce3d030107034200",
                65,
                "EC",
                "SHA256withECDSAinP1363Format");

        private final byte[] beginning;
        private final int length;
        private final String family;
        private final String algorithm;

        Form(String beginning, int raw, String family, String algorithm) {
            this.beginning = HexFormat.of().parseHex(beginning);
            this.length = this.beginning.length + raw;
            this.family = family;
            this.algorithm = algorithm;
        }

        /**
         * @throws IllegalArgumentException if the key has neither form
         */
        static Form of(byte[] key) {
            for (Form form : values()) {
                int start = form.beginning.length;
                if (key.length == form.length
                        && Arrays.equals(key, 0, start, form.beginning, 0, start)) {
                    return form;
                }
            }
            throw new IllegalArgumentException("a key that is neither Ed25519 nor ECDSA P-256");
        }
    }

    private final Form form;
    private final Bytes encoded;
    private final PrivateKey privateKey;

    /**
     * @throws IllegalArgumentException if the identity's key is neither Ed25519 nor ECDSA P-256
     */
    LanKey(Identity identity) {
        encoded = Bytes.wrap(identity.certificate().getPublicKey().getEncoded());
        form = Form.of(encoded.toByteArray());
        try {
            // the JDK's signatures take no key of another provider
            privateKey =
                    KeyFactory.getInstance(form.family)
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(identity.privateKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot sign with this key of the kind " + form.family, e);
        }
    }

    /** Returns the public key as its DER SubjectPublicKeyInfo. */
    Bytes encoded() {
        return encoded;
    }

    byte[] sign(Bytes message) {
        try {
            Signature signature = Signature.getInstance(form.algorithm);
            signature.initSign(privateKey);
            signature.update(DOMAIN);
            signature.update(message.asByteBuffer());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the identity's key does not sign", e);
        }
    }

    /** Tells whether the signature is that of the key; false also for a key of another kind. */
    static boolean verifies(Bytes key, Bytes message, Bytes signature) {
        try {
            Form form = Form.of(key.toByteArray());
            Signature check = Signature.getInstance(form.algorithm);
            check.initVerify(
                    KeyFactory.getInstance(form.family)
                            .generatePublic(new X509EncodedKeySpec(key.toByteArray())));
            check.update(DOMAIN);
            check.update(message.asByteBuffer());
            return check.verify(signature.toByteArray());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // a key or a signature that is none proves nothing
        }
    }
}
