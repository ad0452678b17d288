package peerlink.transport.tls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/** Reports that the other side does something that TLS allows and PeerLink does not. */
final class UnfitPeerException extends TlsFatalAlert {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private UnfitPeerException(short alert, String reason, @Nullable Throwable cause) {
        super(alert, reason, cause);
        this.reason = reason;
    }

    /**
     * Reports, for a server, that the client has offered no post-quantum key exchange, or that
     * somebody on the way has taken it out.
     */
    static UnfitPeerException offeringWeakKeyExchange() {
        return new UnfitPeerException(
                AlertDescription.insufficient_security,
                "the other side offers no post-quantum key exchange, which is required here"
                        + " (pq = \"preferred\" does without)",
                null);
    }

    /** Reports, for a client, that the server does not ask for its certificate. */
    static UnfitPeerException askingForNoCertificate() {
        return new UnfitPeerException(
                AlertDescription.insufficient_security,
                "the other side asked for no certificate, so it is no peer",
                null);
    }

    static UnfitPeerException showingNoCertificate() {
        return new UnfitPeerException(
                AlertDescription.certificate_required,
                "the other side showed no certificate",
                null);
    }

    /**
     * @param why the fault of the certificate, such as "more than one"
     */
    static UnfitPeerException showingBadCertificate(String why, @Nullable Throwable cause) {
        return new UnfitPeerException(
                AlertDescription.bad_certificate,
                "the other side's certificate can't be taken: " + why,
                cause);
    }

    /** Returns the fault, in words for people. */
    String reason() {
        return reason;
    }
}
