package peerlink.core.session;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import peerlink.api.Arrival;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.admission.RequestFile;
import peerlink.core.admission.Requests;
import peerlink.core.store.MessageStore;

/** Hands each accepted peer's first message to the handlers. Safe for use by several threads. */
final class AcceptedRequests implements Intake.RequestKeeper {
    private static final System.Logger LOG = System.getLogger(AcceptedRequests.class.getName());

    private final Requests requests;
    private final Intake.Handler handler;
    private final MessageStore store;

    AcceptedRequests(Requests requests, Intake.Handler handler, MessageStore store) {
        this.requests = requests;
        this.handler = handler;
        this.store = store;
    }

    @Override
    public void keep(Message message, PeerName claimed, MessageStore.Change.Advance told)
            throws RefusedException {
        requests.keep(message, claimed, told);
    }

    @Override
    public void handOver(PeerId peer, HandlerQueue handlerQueue) {
        RequestFile.Entry kept = requests.takeOver(peer);
        if (kept != null) {
            // first on disk, so that it is in the journal when its file forgets it
            store.apply(
                    new MessageStore.Change.TakeRequest(
                            peer, kept.message(), kept.claimed(), kept.receivedAt()),
                    failure -> {
                        if (failure == null) {
                            handle(peer, kept, handlerQueue);
                        } else {
                            LOG.log(Level.WARNING, "an accepted request waits", failure);
                        }
                    });
        }
    }

    private void handle(PeerId peer, RequestFile.Entry kept, HandlerQueue handlerQueue) {
        Message message = kept.message();
        Arrival arrival = new Arrival(kept.receivedAt(), false);
        handlerQueue.restored(
                handling -> handler.handle(message, kept.claimed(), arrival, handling),
                message.content().size(),
                () -> forget(peer));
    }

    /** Returns the accepted contacts whose requests the handlers have not handled yet. */
    List<PeerId> due() {
        return requests.accepted();
    }

    /** Tells whether the handlers have yet to handle the request of this accepted peer. */
    boolean isDue(PeerId peer) {
        return requests.isAccepted(peer);
    }

    /** Removes a request once it was handled, so that a crash before that loses nothing. */
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
