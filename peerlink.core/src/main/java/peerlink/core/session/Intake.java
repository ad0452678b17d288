package peerlink.core.session;

import peerlink.api.Arrival;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.model.RequestPolicy;
import peerlink.core.store.MessageStore;

/**
 * Groups the parts that admit incoming messages, keep the requests of strangers and handle the
 * other messages. All peers share them, and they know no session.
 */
record Intake(MessageAdmission admission, RequestKeeper requests, Handler handler) {
    /** Decides about messages. */
    interface MessageAdmission {
        /**
         * Returns the verdict on a message before anybody sees it.
         *
         * @param policy the request policy of its link
         */
        MessageVerdict verdict(Message message, RequestPolicy policy);
    }

    /** Keeps the requests of strangers until the user accepts or blocks the stranger. */
    interface RequestKeeper {
        /**
         * Keeps a request, which is on disk when this returns. Applies {@code told} to the store
         * afterwards; if the process dies in between, the next run does so.
         *
         * @throws RefusedException if the request is not kept
         */
        void keep(Message message, PeerName claimed, MessageStore.Change.Advance told)
                throws RefusedException;

        /**
         * Puts the peer's request, if one is kept, into its handler queue, unless it is there
         * already. Never blocks.
         */
        void handOver(PeerId peer, HandlerQueue handlerQueue);
    }

    /** Handles messages. */
    interface Handler {
        /**
         * Tells the user of a message, and hands it to the handlers.
         *
         * @param handling learns of the end of each part
         * @throws InterruptedException if the node ends before the user could be told
         */
        void handle(Message message, PeerName claimed, Arrival arrival, Handling handling)
                throws InterruptedException;
    }
}
