package peerlink.core.session;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.peer.Peers;

/**
 * Tells the user, the handlers and the log of the sessions' events. A peer that is no contact is
 * shown under its {@code claimed} name. Nothing here blocks. Safe for use by several threads.
 */
final class SessionEvents {
    private static final System.Logger LOG = System.getLogger(SessionEvents.class.getName());

    private final Peers peers;
    private final EventSink events;
    private final HandlerDispatch handling;

    SessionEvents(Peers peers, EventSink events, HandlerDispatch handling) {
        this.peers = peers;
        this.events = events;
        this.handling = handling;
    }

    /** Tells that a link is open. */
    void opened(PeerId id, PeerName claimed, LinkInfo link) {
        events.post(new NodeEvent.LinkOpened(peers.known(id, claimed), link));
    }

    /** Tells that a link has ended. */
    void ended(PeerId id, PeerName claimed, String reason) {
        events.post(new NodeEvent.LinkClosed(peers.known(id, claimed), reason));
    }

    /** Tells whether handlers want to know of deliveries. */
    boolean tellsDeliveries() {
        return handling.tellsDeliveries();
    }

    /**
     * Tells that a message of ours was delivered.
     *
     * @param handlerQueue the peer's handler queue, on whose thread the handlers are told
     * @param settle called as soon as the handlers know
     */
    void delivered(
            PeerId id,
            PeerName claimed,
            List<OutgoingMessage> outgoing,
            HandlerQueue handlerQueue,
            Runnable settle) {
        if (handling.tellsDeliveries()) {
            for (Iterator<OutgoingMessage> each = outgoing.iterator(); each.hasNext(); ) {
                Message message = each.next().message();
                Runnable last = each.hasNext() ? () -> {} : settle;
                handlerQueue.note(
                        parts -> {
                            parts.told();
                            handling.delivered(message, claimed, parts);
                        },
                        last);
            }
        } else {
            settle.run();
        }
        for (OutgoingMessage one : outgoing) {
            if (!one.isHeld()) {
                events.post(
                        new NodeEvent.MessageDelivered(one.message(), peers.known(id, claimed)));
            }
        }
    }

    /** Tells that a message of ours will not be delivered. */
    void failed(PeerId id, PeerName claimed, OutgoingMessage outgoing, IOException reason) {
        if (!outgoing.isHeld()) {
            events.post(
                    new NodeEvent.MessageFailed(
                            outgoing.message(),
                            peers.known(id, claimed),
                            Printable.reason(reason)));
        }
    }

    /** Tells that the first frame of an unknown type has come in on a link. */
    void unknown(PeerId id, String type) {
        LOG.log(Level.INFO, "{0} sent a frame of the unknown type ''{1}''", id.shortForm(), type);
    }

    /** Tells that an attempt in the background to reach a peer has failed. */
    void unreached(PeerId id, Exception failure) {
        LOG.log(
                Level.DEBUG,
                () -> "no link to " + id.shortForm() + ": " + Printable.reason(failure));
    }
}
