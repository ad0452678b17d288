package peerlink.api;

import java.io.IOException;
import java.util.List;

/** Finds peers, and opens conversations and links with them. Safe for use by several threads. */
public interface Messenger {
    /** Returns this node itself: its id, its name and the addresses it listens on. */
    Peer self();

    /**
     * Returns the peers that are known now, by name: contacts and those seen in directories. Never
     * blocks.
     */
    List<Peer> peers();

    /**
     * Finds a peer by a user's word for it: a contact's name, a {@link PeerId} or a name in a
     * directory. If no peer has the very name, finds the one whose name differs by case alone.
     * Blocks while it asks the directories. Callers should remember the peer's id: names pass to
     * others, and {@link Conversation#peer} has the name of the moment.
     *
     * @throws PeerUnavailableException if no such peer is known
     * @throws IOException if no directory could be asked
     */
    Peer find(String nameOrId) throws IOException;

    /** Returns the conversation with a peer; it connects when it has something to send. */
    Conversation conversation(Peer peer);

    /**
     * Opens a link of its own to the peer, for a protocol that shall not delay the chat. The caller
     * closes it.
     *
     * @throws UntrustedPeerException if the peer is blocked or its identity has changed
     * @throws PeerUnavailableException if the peer can't be reached
     * @throws RefusedException if the peer doesn't speak the protocol
     */
    Link open(Peer peer, Protocol protocol) throws IOException;
}
