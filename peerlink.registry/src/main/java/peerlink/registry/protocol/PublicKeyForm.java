package peerlink.registry.protocol;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import peerlink.api.Bytes;

/**
 * Checks signatures by the two kinds of key that a peer may have, each with the one DER
 * SubjectPublicKeyInfo in which it is accepted (RFC 8410 and RFC 5480): a fixed beginning and the
 * raw key. So no ASN.1 from outside is parsed, and a key can't have two ids.
 */
public enum PublicKeyForm {
    ED25519("302a300506032b6570032100", 32) {
        @Override
        boolean verifies(byte[] key, List<byte[]> message, byte[] signature) {
            var signer = new Ed25519Signer();
            signer.init(false, new Ed25519PublicKeyParameters(key));
            message.forEach(part -> signer.update(part, 0, part.length));
            return signer.verifySignature(signature);
        }
    },

    ECDSA_P256("3059301306072a8648ce3d020106082a8648ce3d030107034200", 65) {
        @Override
        boolean verifies(byte[] key, List<byte[]> message, byte[] signature) {
            var signer = new ECDSASigner();
            signer.init(false, new ECPublicKeyParameters(P256.getCurve().decodePoint(key), P256));
            return signer.verifySignature(
                    sha256(message),
                    new BigInteger(1, Arrays.copyOfRange(signature, 0, 32)),
                    new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        }
    };

    static final ECDomainParameters P256 = p256();

    private final byte[] beginning;
    private final int keyLength;

    PublicKeyForm(String beginning, int keyLength) {
        this.beginning = HexFormat.of().parseHex(beginning);
        this.keyLength = keyLength;
    }

    /**
     * Verifies a signature.
     *
     * @param key the raw key, of the right length
     * @param message the message in parts
     * @param signature 64 bytes
     * @throws IllegalArgumentException if the key is not a point of the curve
     */
    abstract boolean verifies(byte[] key, List<byte[]> message, byte[] signature);

    /**
     * Tells whether the signature is that of the key over the message's parts; false also for a key
     * of another kind.
     */
    static boolean verify(Bytes subjectPublicKeyInfo, List<byte[]> message, Bytes signature) {
        if (signature.size() != ProtocolLimits.SIGNATURE) {
            return false;
        }
        byte[] info = subjectPublicKeyInfo.toByteArray();
        for (PublicKeyForm form : values()) {
            int start = form.beginning.length;
            if (info.length == start + form.keyLength
                    && Arrays.equals(info, 0, start, form.beginning, 0, start)) {
                byte[] key = Arrays.copyOfRange(info, start, info.length);
                try {
                    return form.verifies(key, message, signature.toByteArray());
                } catch (IllegalArgumentException e) {
                    // not a point of the curve: no signature can be this key's
                    return false;
                }
            }
        }
        return false;
    }

    public static byte[] sha256(List<byte[]> message) {
        var digest = new SHA256Digest();
        message.forEach(part -> digest.update(part, 0, part.length));
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static ECDomainParameters p256() {
        X9ECParameters curve = CustomNamedCurves.getByName("P-256");
        return new ECDomainParameters(
                curve.getCurve(), curve.getG(), curve.getN(), curve.getH(), curve.getSeed());
    }
}
