package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/** What becomes of what the peers send: it goes into their inboxes, or is kept as a request until the user decides. */
final class Arrivals {
    private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());

    private final Sessions sessions;
    private final Admission admission;
    private final Requests requests;
    private final Peers peers;
    private final Handling handling;

    /**
     * @param sessions whose inboxes they go into
     */
    Arrivals(
            Sessions sessions,
            Admission admission,
            Requests requests,
            Peers peers,
            Handling handling) {
        this.sessions = sessions;
        this.admission = admission;
        this.requests = requests;
        this.peers = peers;
        this.handling = handling;
    }

    /** Takes a new message, keeps it as a request, or refuses it, as {@link Taking.Judge} says. */
    void judge(Session session, ChatLink link, long seq, Message message)
            throws RefusedException, ProtocolViolationException {
        if (admission.passes(session.id(), link.policy())) {
            // what it wrote first comes first, also if it was accepted only now
            handOverRequest(session.id());
            session.taking()
                    .keep(
                            link,
                            seq,
                            message,
                            onTold -> handling.handle(message, link.remoteName(), false, onTold));
        } else {
            session.taking()
                    .passBy(
                            link,
                            seq,
                            message,
                            told -> requests.keep(message, link.remoteName(), told));
            // the user may have decided on the peer while this was written
            handOverRequests();
        }
    }

    /** Returns what is to be done about a message that an earlier run has kept. */
    Inbox.Work redelivery(MessageStore.Kept kept) {
        return onTold -> handling.handle(kept.message(), kept.claimed(), true, onTold);
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
        RequestFile.Entry kept = requests.takeOver(id);
        if (kept == null) {
            return;
        }
        try {
            sessions.with(
                    id,
                    session -> {
                        Message message = kept.message();
                        session.inbox()
                                .restored(
                                        onTold ->
                                                handling.handle(
                                                        message, kept.claimed(), false, onTold),
                                        message.content().size(),
                                        () -> forget(id));
                        return session;
                    });
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the node has ended; the next one hands the request over");
        }
    }

    /** Keeps a request no more, once it was handled: so a crash before that loses nothing. */
    private void forget(PeerId id) {
        try {
            requests.remove(id);
        } catch (ClosedByInterruptException e) {
            LOG.log(Level.DEBUG, "the node ended meanwhile; the next one handles it again");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "can't remove an accepted request", e);
        }
    }
}
