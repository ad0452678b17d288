package peerlink.api;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * Holds a peer's own key and the self-signed certificate that carries its public half. Callers must
 * not log it, store it or send it; {@link #toString} tells the public id alone.
 */
public final class Identity {
    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final PeerId id;

    /**
     * @param privateKey the key, Ed25519 or ECDSA P-256
     * @param certificate the certificate of its public key
     */
    public Identity(PrivateKey privateKey, X509Certificate certificate) {
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.id = PeerId.of(certificate.getPublicKey());
    }

    public PeerId id() {
        return id;
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return "Identity[" + id + "]";
    }
}
