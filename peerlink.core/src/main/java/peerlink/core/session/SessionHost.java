package peerlink.core.session;

import java.io.IOException;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;

/** Gives links to the sessions of a node. It knows peers, and never calls a session back. Safe for use by several threads. */
interface SessionHost {
    /** Opens a link for messages to a peer, who is a contact from then on if this node takes messages. Blocks. */
    AgreedLink dial(Peer peer) throws IOException;

    /**
     * Returns a peer as it is to be reached now.
     *
     * @throws PeerUnavailableException if this node knows nobody of that id
     */
    Peer target(PeerId id) throws PeerUnavailableException;

    /** Returns what holds on a link while its peer is no contact. */
    RequestPolicy policy(LinkInfo link);

    /** Tells whether there may be links with a peer: it is not blocked, and the node has not ended. */
    boolean isWanted(PeerId id);
}
