package peerlink.core.session;

import java.util.List;
import java.util.function.Function;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.core.peer.Peers;

/**
 * Shows each kept message to the user and hands it to the handlers. Runs on the threads of the
 * handler queues.
 */
final class HandlerDispatch implements Intake.Handler {
    private final Peers peers;
    private final HandlerRegistry handlers;
    private final EventSink events;
    private final Function<Peer, Conversation> conversations;

    /**
     * @param conversations makes the conversations in which handlers answer
     */
    HandlerDispatch(
            Peers peers,
            HandlerRegistry handlers,
            EventSink events,
            Function<Peer, Conversation> conversations) {
        this.peers = peers;
        this.handlers = handlers;
        this.events = events;
        this.conversations = conversations;
    }

    @Override
    public void handle(Message message, PeerName claimed, boolean redelivered, Runnable onTold)
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
        handlers.handle(accepting, message, conversations.apply(peer));
    }

    /** Tells whether any handler wants to know of deliveries. */
    boolean tellsDeliveries() {
        return !handlers.isEmpty();
    }

    /** Tells the handlers that a message of ours was delivered. */
    void delivered(Message message, PeerName claimed) {
        Peer peer = peers.known(message.to(), claimed);
        handlers.delivered(message, conversations.apply(peer));
    }
}
