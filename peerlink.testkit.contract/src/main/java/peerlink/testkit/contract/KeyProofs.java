package peerlink.testkit.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Identity;

/** Checks that identities have the keys that they claim. Each is asked once. */
final class KeyProofs {
    private static final byte[] CHALLENGE = "prove your key".getBytes(StandardCharsets.US_ASCII);

    private final Set<Identity> proven = ConcurrentHashMap.newKeySet();

    void require(Identity identity) throws IOException {
        if (proven.contains(identity)) {
            return;
        }
        PublicKey key = identity.certificate().getPublicKey();
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
