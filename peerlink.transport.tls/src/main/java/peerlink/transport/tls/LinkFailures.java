package peerlink.transport.tls;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import peerlink.api.Address;
import peerlink.api.PostQuantum;
import peerlink.api.Printable;

/**
 * Explains the failures of connections and handshakes in words for people; the technical reason is
 * the cause.
 */
final class LinkFailures {
    private LinkFailures() {}

    static IOException unknownHost(Address address, UnknownHostException e) {
        return new IOException("unknown host '" + Printable.excerpt(address.host()) + "'", e);
    }

    static IOException tooSlow(Address address) {
        return isCircuit(address)
                ? new IOException("no answer by way of " + address.hostAndPort() + " in time")
                : new IOException("no answer from " + address.hostAndPort() + " in time");
    }

    /** Tells whether the address is the way of a circuit, and its host no end of the link. */
    private static boolean isCircuit(Address address) {
        return !address.scheme().equals(TlsTransport.SCHEME);
    }

    /**
     * The system of the other side has accepted a connection, and no program there said what was
     * awaited.
     */
    static IOException silent(Address address) {
        if (isCircuit(address)) {
            return tooSlow(address);
        }
        return new IOException(
                "%s accepts connections but has not answered in time"
                        .formatted(address.hostAndPort()));
    }

    static IOException ofConnecting(Address address, IOException e) {
        String where = address.hostAndPort();
        return switch (e) {
            case SocketTimeoutException _ -> tooSlow(address);
            case NoRouteToHostException _ -> new IOException("no route to " + where, e);
            // the JDK has no type for it, and this text since ever
            case ConnectException _ when reason(e).contains("refused") ->
                    new IOException("nobody listens on " + where, e);
            default -> new IOException("can't connect to %s: %s".formatted(where, reason(e)), e);
        };
    }

    static IOException ofListening(Address address, IOException e) {
        String reason = reason(e);
        if (e instanceof BindException) {
            if (reason.contains("permission denied")) {
                reason = "permission denied";
            } else if (reason.contains("already in use")) {
                reason = "address already in use";
            } else if (reason.contains("cannot assign")) {
                reason = "not an address of this machine";
            }
        }
        return new IOException(
                "can't listen on %s: %s".formatted(address.hostAndPort(), reason), e);
    }

    static IOException noSecureLink(Address address, String why, Exception e) {
        return new IOException(
                "no secure link %s %s: %s"
                        .formatted(
                                isCircuit(address) ? "by way of" : "with",
                                address.hostAndPort(),
                                why),
                e);
    }

    /**
     * Explains the failure of a handshake with a side that speaks TLS and has not left. An alert
     * names a class of reasons, not the one reason.
     */
    static String ofHandshake(Exception e, PostQuantum postQuantum) {
        return switch (e) {
            case UnfitPeerException unfit -> unfit.reason();
            case TlsFatalAlertReceived received ->
                    "refused by the other side (%s)%s"
                            .formatted(
                                    alert(received.getAlertDescription()),
                                    explained(received.getAlertDescription(), postQuantum));
            case TlsFatalAlert own -> ofOwnAlert(own.getAlertDescription(), postQuantum);
            case EOFException _ -> "the other side broke the rules of TLS (a message is cut short)";
            default -> reason(e);
        };
    }

    /** Explains an alert of the other side by its likely reasons. */
    private static String explained(short alert, PostQuantum postQuantum) {
        return switch (alert) {
            // RFC 8446, section 4.1.1; the last one is the JDK's for want of a group
            case AlertDescription.handshake_failure,
                    AlertDescription.insufficient_security,
                    AlertDescription.unexpected_message ->
                    ": probably it lacks something that is required here: "
                            + TlsProfile.demands(postQuantum);
            case AlertDescription.protocol_version -> ": it speaks no TLS 1.3";
            default -> "";
        };
    }

    /** Explains an alert that this side has sent. */
    private static String ofOwnAlert(short alert, PostQuantum postQuantum) {
        return switch (alert) {
            case AlertDescription.handshake_failure ->
                    "the other side lacks something that is required here: "
                            + TlsProfile.demands(postQuantum);
            case AlertDescription.protocol_version -> "the other side speaks no TLS 1.3";
            case AlertDescription.decrypt_error, AlertDescription.bad_record_mac ->
                    "the other side has not proven its key, or somebody on the way has changed what it sent (%s)"
                            .formatted(alert(alert));
            default -> "the other side broke the rules of TLS (%s)".formatted(alert(alert));
        };
    }

    static IOException ofLink(IOException e) {
        return switch (e) {
            case TlsFatalAlertReceived received ->
                    new IOException(
                            "link %s by the other side (%s)"
                                    .formatted(
                                            isRefusal(received.getAlertDescription())
                                                    ? "refused"
                                                    : "broken off",
                                            alert(received.getAlertDescription())),
                            e);
            case TlsFatalAlert alert ->
                    new IOException(
                            "link broken (%s)".formatted(alert(alert.getAlertDescription())), e);
            default -> new IOException("connection lost", e);
        };
    }

    /**
     * Tells whether an alert is about the identity of this side. A server checks that when a client
     * already counts itself connected (RFC 8446, section 4.4.2.4 and appendix E.1); other alerts
     * are about the records of the link.
     */
    private static boolean isRefusal(short alert) {
        return switch (alert) {
            case AlertDescription.access_denied,
                    AlertDescription.bad_certificate,
                    AlertDescription.certificate_expired,
                    AlertDescription.certificate_required,
                    AlertDescription.certificate_revoked,
                    AlertDescription.certificate_unknown,
                    AlertDescription.decrypt_error,
                    AlertDescription.handshake_failure,
                    AlertDescription.insufficient_security,
                    AlertDescription.unknown_ca,
                    AlertDescription.unsupported_certificate ->
                    true;
            default -> false;
        };
    }

    static String alert(short description) {
        return AlertDescription.getName(description).replace('_', ' ');
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : Printable.excerpt(message).toLowerCase(Locale.ROOT);
    }
}
