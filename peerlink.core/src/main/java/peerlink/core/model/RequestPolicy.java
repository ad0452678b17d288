package peerlink.core.model;

/** What a node does with a peer that is no contact and writes to it. */
public enum RequestPolicy {
    /** Keeps the first message as a {@link ContactRequest} until the user decides, and takes nothing else. */
    ASK,

    /** Takes everything, as from a contact. */
    ACCEPT,

    /** Takes nothing. */
    REFUSE
}
