package peerlink.transport.tls;

import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import peerlink.api.PostQuantum;

/**
 * Lists the parameters that both sides offer and accept, most wanted first. Fresh collections each
 * time: the callee may keep them.
 */
final class TlsProfile {
    static final int HYBRID = NamedGroup.X25519MLKEM768;

    private TlsProfile() {}

    static ProtocolVersion[] versions() {
        return ProtocolVersion.TLSv13.only();
    }

    /**
     * Returns the cipher suites. ChaCha20 is left out: without processor instructions it costs ten
     * times as much as AES with them.
     */
    static int[] cipherSuites() {
        return new int[] {CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384};
    }

    /**
     * Returns the groups for the key exchange, and for nothing else: the curve of an identity's
     * signatures is not among them. The hybrid group (draft-ietf-tls-ecdhe-mlkem) keeps the links
     * recorded today closed to tomorrow's quantum computers.
     */
    static Vector<Integer> groups(PostQuantum postQuantum) {
        return new Vector<>(
                switch (postQuantum) {
                    case REQUIRED -> List.of(HYBRID);
                    case PREFERRED -> List.of(HYBRID, NamedGroup.x25519, NamedGroup.secp256r1);
                });
    }

    /** Returns the requirements on both sides, in words for people. */
    static String demands(PostQuantum postQuantum) {
        return "key exchange %s, cipher AES-GCM, a key Ed25519 or P-256"
                .formatted(
                        switch (postQuantum) {
                            case REQUIRED -> "X25519MLKEM768 (pq = \"preferred\" takes others too)";
                            case PREFERRED -> "X25519MLKEM768, X25519 or P-256";
                        });
    }

    /**
     * Returns the groups for which a client sends its key share at once, and so spares a round
     * trip.
     */
    static Vector<Integer> keyShares() {
        return new Vector<>(List.of(HYBRID));
    }

    /** The signature algorithm of a P-256 key. */
    static final SignatureAndHashAlgorithm ECDSA_P256_SHA256 =
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    /** Returns the signature algorithms of the keys that an identity may have. */
    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        return new Vector<>(List.of(SignatureAndHashAlgorithm.ed25519, ECDSA_P256_SHA256));
    }

    static String cipherSuiteName(int cipherSuite) {
        return switch (cipherSuite) {
            case CipherSuite.TLS_AES_128_GCM_SHA256 -> "TLS_AES_128_GCM_SHA256";
            case CipherSuite.TLS_AES_256_GCM_SHA384 -> "TLS_AES_256_GCM_SHA384";
            default -> throw new IllegalStateException("not in the profile: " + cipherSuite);
        };
    }

    static String groupName(int group) {
        return NamedGroup.getName(group);
    }
}
