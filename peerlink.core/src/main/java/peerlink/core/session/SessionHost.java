package peerlink.core.session;

import java.io.IOException;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;

/**
 * Dials for a session, and tells it about peers. Never calls the session back. Safe
 * for use by several threads.
 */
interface SessionHost {
    /**
     * Opens a link for messages to a peer, which becomes a contact if this node takes messages.
     * Blocks.
     */
    AgreedLink dial(Peer peer) throws IOException;

    /**
     * Opens a link for messages to a peer without a relay. Blocks.
     */
    AgreedLink dialDirect(Peer peer) throws IOException;

    /**
     * Returns a peer with the addresses at which it can be reached now.
     *
     * @throws PeerUnavailableException if this node does not know the id
     */
    Peer target(PeerId id) throws PeerUnavailableException;

    /** Returns the request policy that holds on a link while its peer is no contact. */
    RequestPolicy policy(LinkInfo link);

    /** Takes a signal that came in over a link. Never blocks. */
    void signalled(LinkInfo link, Bytes content);

    /**
     * Tells whether there may be links with a peer: it is not blocked, and the node has not ended.
     */
    boolean isWanted(PeerId id);
}
