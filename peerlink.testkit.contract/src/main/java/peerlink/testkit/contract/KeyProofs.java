package peerlink.testkit.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Identity;

/** Checks that identities have the keys that they claim. Each is asked once. */
final class KeyProofs {
    private static final byte[] CHALLENGE = "prove your key".getBytes(StandardCharsets.US_ASCII);

    private final Set<Identity> proven = ConcurrentHashMap.newKeySet();

    private static boolean isOfPeers(PublicKey key) {
        return switch (key) {
            case EdECPublicKey edwards ->
                    edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
            case ECPublicKey curve -> curve.getParams().getCurve().getField().getFieldSize() == 256;
            default -> false;
        };
    }

    void require(Identity identity) throws IOException {
        if (proven.contains(identity)) {
            return;
        }
        PublicKey key = identity.certificate().getPublicKey();
        if (!isOfPeers(key)) {
            throw new IOException("its key is neither Ed25519 nor ECDSA P-256");
        }
        try {
            Signature signature =
                    Signature.getInstance(
                            key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519");
            signature.initSign(identity.privateKey());
            signature.update(CHALLENGE);
            byte[] signed = signature.sign();
            signature.initVerify(key);
            signature.update(CHALLENGE);
            if (!signature.verify(signed)) {
                throw new IOException("the other side has not proved its key");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the other side can't prove its key", e);
        }
        proven.add(identity);
    }
}
