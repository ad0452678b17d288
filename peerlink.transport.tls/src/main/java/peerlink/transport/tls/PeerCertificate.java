package peerlink.transport.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Represents the certificate by which a peer shows its key: one, with an Ed25519 or P-256 key.
 *
 * <p>The certificate is the key's envelope and nothing more. Its names mean nothing, and neither do
 * its dates: trust is in the key, which users verify and block, and a clock that runs wrong must
 * not cut a peer off from all others. Nor is the signature in it looked at: with CertificateVerify
 * the holder of the key signs the handshake so far, and in it the certificate, byte for byte (RFC
 * 8446, section 4.4.3).
 */
final class PeerCertificate {
    /** A SubjectPublicKeyInfo up to the key itself (RFC 8410), and its whole length. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_LENGTH = 44;

    /** The same for an uncompressed point on P-256, a named curve (RFC 5480). */
    private static final byte[] P256 =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int P256_LENGTH = 91;

    private final PeerId id;
    private final boolean ed25519;

    private PeerCertificate(PeerId id, boolean ed25519) {
        this.id = id;
        this.ed25519 = ed25519;
    }

    /**
     * Checks the certificate that the other side presented. The handshake proves that it holds the
     * key.
     *
     * @throws TlsFatalAlert if it is not one such certificate
     */
    static PeerCertificate requireValid(Certificate chain) throws TlsFatalAlert {
        if (chain.isEmpty()) {
            throw UnfitPeerException.showingNoCertificate();
        }
        if (chain.getLength() != 1) {
            throw UnfitPeerException.showingBadCertificate("more than one", null);
        }
        try {
            return parse(chain.getCertificateAt(0).getEncoded());
        } catch (IOException e) {
            throw UnfitPeerException.showingBadCertificate(
                    Printable.excerpt(String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) {
            throw UnfitPeerException.showingBadCertificate("it can't be read", e);
        }
    }

    /**
     * Reads a certificate.
     *
     * @throws IOException if it is not one certificate, or its key is of another kind
     */
    static PeerCertificate parse(byte[] der) throws IOException {
        byte[] key =
                org.bouncycastle.asn1.x509.Certificate.getInstance(der)
                        .getSubjectPublicKeyInfo()
                        .getEncoded(ASN1Encoding.DER);
        boolean ed25519 = key.length == ED25519_LENGTH && startsWith(key, ED25519);
        // one key has one form, hence one id
        if (!ed25519 && !(key.length == P256_LENGTH && startsWith(key, P256))) {
            throw new IOException("its key is neither Ed25519 nor ECDSA P-256");
        }
        return new PeerCertificate(PeerId.ofKey(key), ed25519);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    PeerId id() {
        return id;
    }

    boolean isEd25519() {
        return ed25519;
    }

    /** Returns the kind of the key, for people. */
    String keyKind() {
        return ed25519 ? "Ed25519" : "ECDSA P-256";
    }
}
