package peerlink.transport.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkInfo;

/** Tells the flight recorder that a link has ended. The event's duration is the link's. */
@Name("peerlink.LinkClosed")
@Label("Link Closed")
@Description("A TLS link has ended; the duration is how long it lived")
@Category("PeerLink")
@StackTrace(false)
final class LinkClosedEvent extends Event {
    @Label("Remote Peer")
    private final String remote;

    @Label("Remote Address")
    private final String remoteAddress;

    @Label("Reason")
    private @Nullable String reason;

    private LinkClosedEvent(LinkInfo info) {
        this.remote = info.remote().text();
        this.remoteAddress = info.remoteAddress().toString();
    }

    static LinkClosedEvent of(LinkInfo info) {
        LinkClosedEvent event = new LinkClosedEvent(info);
        event.begin();
        return event;
    }

    void end(@Nullable String why) {
        reason = why;
        commit();
    }
}
