package peerlink.core.session;

import java.io.IOException;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.core.peer.Peers;

/** Sends messages to one peer for handlers and plugins. The session behind it may come and go. */
public record PeerConversation(Sender sender, Peers peers, Peer found) implements Conversation {
    /** Sends messages to any peer. */
    public interface Sender {
        Delivery send(Peer peer, String type, Bytes content) throws IOException;
    }

    @Override
    public Peer peer() {
        return peers.now(found);
    }

    @Override
    public Delivery send(String type, Bytes content) throws IOException {
        return sender.send(peer(), type, content);
    }
}
