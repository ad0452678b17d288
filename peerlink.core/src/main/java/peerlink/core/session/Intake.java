package peerlink.core.session;

import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.model.RequestPolicy;
import peerlink.core.store.MessageStore;

/**
 * The parts that decide on messages that came in, keep those of strangers and handle the others. They are the same for all peers, and
 * know no session.
 */
record Intake(Judge judge, RequestKeeper requests, Handler handler) {
    /** Decides on messages. */
    interface Judge {
        /**
         * Decides on a message before anybody else sees it.
         *
         * @param policy the one of its link
         */
        MessageVerdict judge(Message message, RequestPolicy policy);
    }

    /** Keeps the first messages of strangers until the user decides. */
    interface RequestKeeper {
        /**
         * Keeps a first message; when this returns, it is on disk. The store is told of it afterwards, unless the process dies in
         * between: then the next one is to do so.
         *
         * @throws RefusedException if the message is not kept
         */
        void keep(Message message, PeerName claimed, MessageStore.Change.Advance told)
                throws RefusedException;

        /** Puts what is kept of a peer into its inbox, unless it is there already. Never blocks. */
        void handOver(PeerId peer, HandlerQueue inbox);
    }

    /** Handles messages. */
    interface Handler {
        /**
         * Handles a message.
         *
         * @param redelivered whether an earlier run may have done so too, before it was cut off
         * @param onTold called once the user was told, or is not to be
         * @throws InterruptedException if the node ends before the user could be told
         */
        void handle(Message message, PeerName claimed, boolean redelivered, Runnable onTold)
                throws InterruptedException;
    }
}
