package peerlink.core.signal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.ProtocolViolationException;
import peerlink.core.link.FrameCbor;
import peerlink.core.link.FrameFields;

/**
 * Holds a signal with its signature, which is checked apart: it costs more than all else.
 *
 * @param content the signed bytes
 */
record SealedSignal(Signal signal, Bytes content, Bytes signature) {
    /** Comes before the content in what is signed: no other signature can be taken for it. */
    private static final byte[] DOMAIN = "peerlink signal 1\0".getBytes(StandardCharsets.US_ASCII);

    private static final String ED25519 = "Ed25519";
    private static final Map<String, FrameFields.Kind> FIELDS =
            Map.of("signal", FrameCbor::bytes, "signature", FrameCbor::bytes);

    /**
     * Returns the signal with the signature of its sender.
     *
     * @param sender the owner of the key in the signal
     */
    static Bytes of(Signal signal, Identity sender) {
        Bytes content = signal.encode();
        byte[] signature = sign(sender, content);
        return FrameCbor.write(
                content.size() + 96,
                2,
                out -> {
                    out.writeBinaryProperty("signal", content.toByteArray());
                    out.writeBinaryProperty("signature", signature);
                });
    }

    /**
     * Reads a signal; {@link #requireSigned} is to follow before anything in it counts.
     *
     * @throws ProtocolViolationException if it is malformed
     */
    static SealedSignal read(Bytes sealed) throws ProtocolViolationException {
        if (sealed.size() > Directory.MAX_SIGNAL) {
            throw new ProtocolViolationException("a signal of " + sealed.size() + " bytes");
        }
        FrameFields fields = FrameFields.read(sealed, FIELDS);
        Bytes content = fields.bytes("signal");
        Bytes signature = fields.bytes("signature");
        if (content == null || signature == null) {
            throw new ProtocolViolationException("a signal without content or signature");
        }
        return new SealedSignal(Signal.decode(content), content, signature);
    }

    /**
     * @throws ProtocolViolationException if the signal is not signed by its own key
     */
    void requireSigned() throws ProtocolViolationException {
        if (!isSigned(signal.key(), content, signature)) {
            throw new ProtocolViolationException("the signature is not that of the signal's key");
        }
    }

    private static byte[] sign(Identity sender, Bytes content) {
        PrivateKey key = sender.privateKey();
        String family = family(key.getAlgorithm());
        try {
            Signature signature = Signature.getInstance(algorithm(family));
            // the JDK's signatures take no key of another provider
            signature.initSign(
                    KeyFactory.getInstance(family)
                            .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded())));
            signature.update(DOMAIN);
            signature.update(content.asByteBuffer());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the identity's key does not sign", e);
        }
    }

    private static boolean isSigned(Bytes key, Bytes content, Bytes signature) {
        for (String family : new String[] {ED25519, "EC"}) {
            PublicKey known;
            try {
                known =
                        KeyFactory.getInstance(family)
                                .generatePublic(new X509EncodedKeySpec(key.toByteArray()));
            } catch (GeneralSecurityException e) {
                continue; // a key of another kind
            }
            try {
                Signature check = Signature.getInstance(algorithm(family));
                check.initVerify(known);
                check.update(DOMAIN);
                check.update(content.asByteBuffer());
                return check.verify(signature.toByteArray());
            } catch (GeneralSecurityException | RuntimeException e) {
                return false; // a key or a signature that is none proves nothing
            }
        }
        return false;
    }

    private static String family(String algorithm) {
        return algorithm.equals("EdDSA") || algorithm.equals(ED25519) ? ED25519 : "EC";
    }

    private static String algorithm(String family) {
        return family.equals(ED25519) ? ED25519 : "SHA256withECDSAinP1363Format";
    }
}
