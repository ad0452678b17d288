package peerlink.core;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In a flight recording: one of our messages, from when it was taken to its peer's acknowledgement. */
@Name("peerlink.Delivery")
@Label("Delivery")
@Category("PeerLink")
@Description("A message of this node, from when it was taken to when its peer has acknowledged it")
@StackTrace(false)
final class DeliveryEvent extends Event {
    @Label("Peer")
    String peer = "";

    @Label("Bytes")
    int bytes;

    @Label("From an earlier run")
    boolean restored;

    void delivered(Outgoing outgoing) {
        if (shouldCommit()) {
            peer = outgoing.message().to().shortForm();
            bytes = outgoing.size();
            restored = outgoing.isRestored();
            commit();
        }
    }
}
