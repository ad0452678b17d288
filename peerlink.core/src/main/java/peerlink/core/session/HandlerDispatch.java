package peerlink.core.session;

import java.util.Optional;
import java.util.function.Function;
import peerlink.api.Arrival;
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
 * handler queues, and waits for no handler; for the renderer of a message that is not text, a
 * moment.
 */
final class HandlerDispatch implements Intake.Handler {
    private final Peers peers;
    private final HandlerRegistry handlers;
    private final MessageRenderers renderers;
    private final EventSink events;
    private final Function<Peer, Conversation> conversations;

    /**
     * @param conversations makes the conversations in which handlers answer
     */
    HandlerDispatch(
            Peers peers,
            HandlerRegistry handlers,
            MessageRenderers renderers,
            EventSink events,
            Function<Peer, Conversation> conversations) {
        this.peers = peers;
        this.handlers = handlers;
        this.renderers = renderers;
        this.events = events;
        this.conversations = conversations;
    }

    @Override
    public void handle(Message message, PeerName claimed, Arrival arrival, Handling handling)
            throws InterruptedException {
        Trust trust = peers.met(message.from(), claimed);
        if (trust == Trust.BLOCKED) {
            handling.told();
            return;
        }
        Peer peer = peers.known(message.from(), claimed);
        Optional<String> rendered = renderers.rendered(message);
        NodeEvent arrived =
                new NodeEvent.MessageArrived(
                        message,
                        peer,
                        claimed,
                        trust,
                        arrival.receivedAt(),
                        arrival.redelivered(),
                        rendered.orElseGet(() -> message.isText() ? message.text() : ""));
        Conversation conversation = conversations.apply(peer);
        if (message.isText() || rendered.isPresent()) {
            events.postWhenRoom(arrived, handling::told);
            handlers.handle(message, arrival, conversation, handling, _ -> {});
        } else {
            // only the handlers know whether anybody understands it
            NodeEvent unhandled = new NodeEvent.MessageUnhandled(message, peer);
            handlers.handle(
                    message,
                    arrival,
                    conversation,
                    handling,
                    isWanted -> tell(isWanted ? arrived : unhandled, handling));
        }
    }

    private void tell(NodeEvent event, Handling handling) {
        try {
            events.postWhenRoom(event, handling::told);
        } catch (InterruptedException e) {
            // the node's next run tells of it
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether any handler wants to know of deliveries. */
    boolean tellsDeliveries() {
        return !handlers.isEmpty();
    }

    /** Tells the handlers that a message of ours was delivered. */
    void delivered(Message message, PeerName claimed, Handling handling) {
        Peer peer = peers.known(message.to(), claimed);
        handlers.delivered(message, conversations.apply(peer), handling);
    }
}
