package peerlink.core;

import java.io.IOException;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Peer;

/** What others hold of the exchange with a peer; the session behind it may come and go. */
record PeerConversation(Sessions sessions, Peers peers, Peer found) implements Conversation {
    @Override
    public Peer peer() {
        return peers.now(found);
    }

    @Override
    public Delivery send(String type, Bytes content) throws IOException {
        return sessions.send(peer(), type, content);
    }
}
