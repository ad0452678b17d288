package peerlink.core.exchange;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import peerlink.api.Message;

/**
 * Records in a flight recording one of our messages, from the call that sent it to the peer's
 * acknowledgement.
 */
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

    /**
     * Ends the event: the peer has the message.
     *
     * @param isRestored whether the message comes from an earlier run
     */
    void delivered(Message message, boolean isRestored) {
        if (shouldCommit()) {
            peer = message.to().shortForm();
            bytes = message.content().size();
            restored = isRestored;
            commit();
        }
    }
}
