package peerlink.transport.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import peerlink.api.Address;

/** Tells the flight recorder that a connection did not become a link. */
@Name("peerlink.HandshakeFailed")
@Label("Handshake Failed")
@Description("The two sides of a connection did not authenticate each other")
@Category("PeerLink")
@StackTrace(false)
final class HandshakeFailedEvent extends Event {
    @Label("Remote Address")
    private final String remoteAddress;

    @Label("Reason")
    private final String reason;

    private HandshakeFailedEvent(Address remoteAddress, Exception reason) {
        this.remoteAddress = remoteAddress.toString();
        this.reason = String.valueOf(reason.getMessage());
    }

    static void emit(Address remoteAddress, Exception reason) {
        new HandshakeFailedEvent(remoteAddress, reason).commit();
    }
}
