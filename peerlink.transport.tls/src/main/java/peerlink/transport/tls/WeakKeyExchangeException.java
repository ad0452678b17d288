package peerlink.transport.tls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/** The post-quantum key exchange is required, and the other side lacks it or somebody on the way has taken it out. */
final class WeakKeyExchangeException extends TlsFatalAlert {
    private static final long serialVersionUID = 1L;

    private static final String LACKING =
            "offers no post-quantum key exchange, which is required here"
                    + " (pq = \"preferred\" does without)";

    private final String reason;

    private WeakKeyExchangeException(String reason, @Nullable Throwable cause) {
        super(AlertDescription.insufficient_security, reason, cause);
        this.reason = reason;
    }

    /** For a server: the client has offered nothing else. */
    static WeakKeyExchangeException offered() {
        return new WeakKeyExchangeException("the other side " + LACKING, null);
    }

    /** For a client, whose offer the server has refused; it does not say why. */
    static WeakKeyExchangeException refused(TlsFatalAlertReceived refusal) {
        return new WeakKeyExchangeException(
                "refused by the other side (%s): it probably %s"
                        .formatted(LinkFailures.alert(refusal.getAlertDescription()), LACKING),
                refusal);
    }

    /** Returns what happened, in words for people. */
    String reason() {
        return reason;
    }
}
