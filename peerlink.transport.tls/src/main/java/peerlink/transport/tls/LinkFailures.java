package peerlink.transport.tls;

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
import peerlink.api.Printable;

/** What went wrong, in words for people; the technical reason is the cause. */
final class LinkFailures {
    private LinkFailures() {}

    static IOException unknownHost(Address address, UnknownHostException e) {
        return new IOException("unknown host '" + Printable.excerpt(address.host()) + "'", e);
    }

    static IOException tooSlow(Address address) {
        return new IOException("no answer from " + address.hostAndPort() + " in time");
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

    static IOException ofHandshake(Address address, Exception e) {
        String why =
                switch (e) {
                    case WeakKeyExchangeException weak -> weak.reason();
                    case TlsFatalAlertReceived alert ->
                            "refused by the other side (%s)"
                                    .formatted(alert(alert.getAlertDescription()));
                    case TlsFatalAlert alert
                            when alert.getAlertDescription()
                                    == AlertDescription.handshake_failure ->
                            "the other side left, or speaks no TLS 1.3";
                    case TlsFatalAlert alert -> alert(alert.getAlertDescription());
                    default -> reason(e);
                };
        return new IOException(
                "no secure link with %s: %s".formatted(address.hostAndPort(), why), e);
    }

    static IOException ofLink(IOException e) {
        return switch (e) {
            case TlsFatalAlertReceived alert ->
                    new IOException(
                            "link refused by the other side (%s)"
                                    .formatted(alert(alert.getAlertDescription())),
                            e);
            case TlsFatalAlert alert ->
                    new IOException(
                            "link broken (%s)".formatted(alert(alert.getAlertDescription())), e);
            default -> new IOException("connection lost", e);
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
