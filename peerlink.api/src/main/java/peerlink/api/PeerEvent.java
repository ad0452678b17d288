package peerlink.api;

/**
 * Tells a {@link PeerListener} of a peer. Later versions have further events: a {@code switch}
 * needs a {@code default}.
 */
public sealed interface PeerEvent {
    /** A directory tells that the peer is there now, or its addresses have changed. */
    record Appeared(Peer peer) implements PeerEvent {}

    /** No directory tells any more that the peer is there. */
    record Left(Peer peer) implements PeerEvent {}

    /** A link for messages with the peer is open. */
    record Linked(Peer peer, LinkInfo link) implements PeerEvent {}

    /**
     * A link for messages with the peer has ended.
     *
     * @param reason one line for people
     */
    record Unlinked(Peer peer, String reason) implements PeerEvent {}

    /** The user has decided about contacts: {@link PluginContext#contacts} has them as they are. */
    record ContactsChanged() implements PeerEvent {}
}
