package peerlink.core.model;

/** The treatment of a peer that is no contact and writes to a node. */
public enum RequestPolicy {
    /**
     * Keeps the first message as a {@link ContactRequest} until the user accepts or blocks the
     * peer, and takes no other message.
     */
    ASK,

    /** Takes all messages, as from a contact. */
    ACCEPT,

    /** Takes no message. */
    REFUSE
}
