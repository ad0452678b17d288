package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;

/** What is done with a message once it is accepted: it is shown, and handed to the handlers. On the inboxes' threads. */
final class Handling {
    private static final System.Logger LOG = System.getLogger(Handling.class.getName());

    private final Sessions sessions;
    private final Peers peers;
    private final HandlerRegistry handlers;
    private final EventQueue events;
    private final Requests requests;

    /**
     * @param sessions by which handlers answer
     */
    Handling(
            Sessions sessions,
            Peers peers,
            HandlerRegistry handlers,
            EventQueue events,
            Requests requests) {
        this.sessions = sessions;
        this.peers = peers;
        this.handlers = handlers;
        this.events = events;
        this.requests = requests;
    }

    void handle(Message message, PeerName claimed) {
        Trust trust = peers.met(message.from(), claimed);
        if (trust == Trust.BLOCKED) {
            return;
        }
        Peer peer = peers.known(message.from(), claimed);
        List<HandlerRegistry.Owned> accepting = handlers.accepting(message);
        try {
            events.postWhenRoom(
                    accepting.isEmpty() && !message.isText()
                            ? new NodeEvent.MessageUnhandled(message, peer)
                            : new NodeEvent.MessageArrived(message, peer, claimed, trust));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        handlers.handle(accepting, message, new PeerConversation(sessions, peer));
    }

    /** Handles the message of a request; not before that is it kept no more, so that a crash loses nothing. */
    void handle(RequestFile.Entry kept) {
        handle(kept.message(), kept.claimed());
        try {
            requests.remove(kept.from());
        } catch (ClosedByInterruptException e) {
            LOG.log(Level.DEBUG, "the node ended meanwhile; the next one handles it again");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "can't remove an accepted request", e);
        }
    }

    /** Tells the handlers that a message of ours has arrived. */
    void delivered(Message message, PeerName claimed) {
        Peer peer = peers.known(message.to(), claimed);
        handlers.delivered(message, new PeerConversation(sessions, peer));
    }
}
