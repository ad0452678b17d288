package peerlink.transport.tls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.jspecify.annotations.Nullable;
import peerlink.api.IdentityMismatchException;
import peerlink.api.PeerId;

/**
 * Checks the other side of one connection: its certificate, its key, and its end of the connection.
 */
final class RemotePeer {
    private final @Nullable PeerId expected;
    private @Nullable PeerCertificate presented;
    private @Nullable Certificate chainPresented;
    private @Nullable IdentityMismatchException mismatch;
    private volatile boolean closed;

    RemotePeer(@Nullable PeerId expected) {
        this.expected = expected;
    }

    /** Takes the certificate, whose key is not proven yet. */
    void present(Certificate chain) throws TlsFatalAlert {
        presented = PeerCertificate.requireValid(chain);
        chainPresented = chain;
    }

    /** Lets go of the parts that only the handshake needs. */
    void endHandshake() {
        if (chainPresented != null) {
            for (TlsCertificate each : chainPresented.getCertificateList()) {
                if (each instanceof PassingCertificate passing) {
                    passing.pass();
                }
            }
            chainPresented = null;
        }
    }

    /**
     * Judges the key, now that it is proven: before, anybody could have presented anybody's
     * certificate.
     */
    void requireExpected() throws TlsFatalAlert {
        PeerId proven = id();
        if (expected != null && !expected.equals(proven)) {
            mismatch = new IdentityMismatchException(expected, proven);
            throw new TlsFatalAlert(AlertDescription.access_denied, mismatch);
        }
    }

    void alert(short level, short description) {
        if (level == AlertLevel.warning && description == AlertDescription.close_notify) {
            closed = true;
        }
    }

    /** Returns the peer's id; proven once the handshake is complete. */
    PeerId id() throws TlsFatalAlert {
        return certificate().id();
    }

    /** Returns the kind of the peer's key; proven once the handshake is complete. */
    String keyKind() throws TlsFatalAlert {
        return certificate().keyKind();
    }

    private PeerCertificate certificate() throws TlsFatalAlert {
        if (presented == null) {
            throw UnfitPeerException.showingNoCertificate();
        }
        return presented;
    }

    /** Returns the reason for this side's refusal, if the key was another than the one expected. */
    @Nullable IdentityMismatchException mismatch() {
        return mismatch;
    }

    /** Tells whether the other side has closed the connection in order. */
    boolean hasClosed() {
        return closed;
    }
}
