package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;

/** What becomes of what the peers send: it goes into their inboxes, or is kept as a request until the user decides. */
final class Arrivals {
    private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());

    private final Sessions sessions;
    private final Admission admission;
    private final Requests requests;
    private final Peers peers;
    private final HandlerRegistry handlers;
    private final EventQueue events;
    private final Handling handling;

    /**
     * @param sessions whose inboxes they go into
     */
    Arrivals(
            Sessions sessions,
            Admission admission,
            Requests requests,
            Peers peers,
            HandlerRegistry handlers,
            EventQueue events) {
        this.sessions = sessions;
        this.admission = admission;
        this.requests = requests;
        this.peers = peers;
        this.handlers = handlers;
        this.events = events;
        this.handling = new Handling(sessions, peers, handlers, events, requests);
    }

    /** Hands the requests of those who are contacts now to the handlers, as messages like others. Never blocks. */
    void handOverRequests() {
        for (RequestFile.Entry kept : requests.kept()) {
            if (peers.contacts().byId(kept.from()) != null) {
                handOverRequest(kept.from());
            }
        }
    }

    private void handOverRequest(PeerId id) {
        RequestFile.Entry kept = requests.of(id);
        if (kept == null) {
            return;
        }
        try {
            sessions.with(
                    id,
                    session -> {
                        offer(session, kept.message(), () -> handling.handle(kept), () -> {});
                        return session;
                    });
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the node has ended; the next one hands the request over");
        }
    }

    /**
     * Returns what listens to a link.
     *
     * @param claimed what the peer calls itself on it
     * @param policy what holds on it while the peer is no contact
     */
    ChatLink.Listener listener(Session session, PeerName claimed, RequestPolicy policy) {
        return new ChatLink.Listener() {
            @Override
            public void arrived(ChatLink link, Message message, Runnable onAccepted)
                    throws RefusedException {
                if (!admission.passes(message, claimed, policy)) {
                    // the user may have decided on the peer while this was written
                    handOverRequests();
                    onAccepted.run();
                    return;
                }
                // what it wrote first comes first, also if it was accepted only now
                handOverRequest(session.id());
                offer(session, message, () -> handling.handle(message, claimed), onAccepted);
            }

            @Override
            public void acknowledged(Outgoing outgoing) {
                if (!handlers.isEmpty()) {
                    session.inbox().note(() -> handling.delivered(outgoing.message(), claimed));
                }
            }

            @Override
            public void ended(ChatLink link, String reason) {
                session.remove(link);
                events.post(new NodeEvent.LinkClosed(peers.known(session.id(), claimed), reason));
            }
        };
    }

    private static void offer(
            Session session, Message message, Runnable work, Runnable onAccepted) {
        session.inbox().offer(message.id(), message.content().size(), work, onAccepted);
    }
}
