package peerlink.core;

import java.util.List;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;

/** What is done with a message once it is kept: it is shown, and handed to the handlers. On the inboxes' threads. */
final class Handling {
    private final Sessions sessions;
    private final Peers peers;
    private final HandlerRegistry handlers;
    private final EventSink events;

    /**
     * @param sessions by which handlers answer
     */
    Handling(Sessions sessions, Peers peers, HandlerRegistry handlers, EventSink events) {
        this.sessions = sessions;
        this.peers = peers;
        this.handlers = handlers;
        this.events = events;
    }

    /**
     * Handles a message.
     *
     * @param redelivered whether an earlier run may have done so too, before it was cut off
     * @param onTold called once the user was told, or is not to be
     * @throws InterruptedException if the node ends before the user could be told
     */
    void handle(Message message, PeerName claimed, boolean redelivered, Runnable onTold)
            throws InterruptedException {
        Trust trust = peers.met(message.from(), claimed);
        if (trust == Trust.BLOCKED) {
            onTold.run();
            return;
        }
        Peer peer = peers.known(message.from(), claimed);
        List<HandlerRegistry.Owned> accepting = handlers.accepting(message);
        events.postWhenRoom(
                accepting.isEmpty() && !message.isText()
                        ? new NodeEvent.MessageUnhandled(message, peer)
                        : new NodeEvent.MessageArrived(message, peer, claimed, trust, redelivered),
                onTold);
        handlers.handle(accepting, message, new PeerConversation(sessions, peers, peer));
    }

    /** Tells whether anybody wants to be told that messages of ours have arrived. */
    boolean tellsDeliveries() {
        return !handlers.isEmpty();
    }

    /** Tells the handlers that a message of ours has arrived. */
    void delivered(Message message, PeerName claimed) {
        Peer peer = peers.known(message.to(), claimed);
        handlers.delivered(message, new PeerConversation(sessions, peers, peer));
    }
}
