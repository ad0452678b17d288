package peerlink.core;

import java.io.IOException;
import java.util.List;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/** What a session has the node do. */
interface SessionHost {
    /** Opens a link for messages, adds it to the session and lets it run. Blocks. */
    ChatLink open(Session session, Peer peer) throws IOException;

    /**
     * Returns the peer of a session as it is to be reached now.
     *
     * @throws PeerUnavailableException if this node knows nobody of that id
     */
    Peer target(Session session) throws PeerUnavailableException;

    /**
     * Decides on a new message that has come in, as {@link Taking.Judge} says. Called by one thread at a time for each session.
     *
     * @throws RefusedException if it is not wanted
     */
    void judge(Session session, ChatLink link, long seq, Message message)
            throws RefusedException, ProtocolViolationException;

    /** Returns what is to be done about a message that an earlier run has kept. */
    Inbox.Work redelivery(MessageStore.Kept kept);

    /**
     * The peer has these messages of ours. Must not block. Those up to {@code seq} are to be dropped from the store as soon as the
     * handlers know.
     */
    void delivered(Session session, List<Outgoing> outgoing, long seq);

    /** A message of ours won't be delivered. Must not block. */
    void failed(Session session, Outgoing outgoing, IOException reason);

    /** A link has ended. */
    void ended(Session session, ChatLink link, String reason);

    /** A peer has sent a frame of a type that is not known. */
    void reportUnknown(PeerId peer, String type);

    /** An attempt to reach a peer has failed, which nobody waits for. */
    void reportUnreached(PeerId peer, Exception failure);
}
