package peerlink.api;

import java.io.IOException;
import java.util.List;

/** The way to peers: who they are, and conversations and links with them. Safe for use by several threads. */
public interface Messenger {
    /** Returns this node itself: its id, its name and the addresses it listens on. */
    Peer self();

    /** Returns the peers that are known now, contacts and those seen in directories, by name. Never blocks. */
    List<Peer> peers();

    /**
     * Finds a peer by what a user typed: a contact's name, a {@link PeerId} or a name in a directory. Where nobody goes by the very
     * name, the one whose name differs by case alone is meant. Blocks while it asks the directories. The peer's id is what to
     * remember: names pass to others, and {@link Conversation#peer} has the one of the moment.
     *
     * @throws PeerUnavailableException if nobody knows such a peer
     * @throws IOException if no directory could be asked
     */
    Peer find(String nameOrId) throws IOException;

    /** Returns the conversation with a peer; it connects when it has something to send. */
    Conversation conversation(Peer peer);

    /**
     * Opens a link of its own to the peer, for a protocol that shall not delay the chat. The caller closes it.
     *
     * @throws UntrustedPeerException if the peer is blocked or its identity has changed
     * @throws PeerUnavailableException if the peer can't be reached
     * @throws RefusedException if the peer doesn't speak the protocol
     */
    Link open(Peer peer, Protocol protocol) throws IOException;
}
