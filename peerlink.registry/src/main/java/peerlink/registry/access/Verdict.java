package peerlink.registry.access;

/** Decides whether a peer may register. */
public enum Verdict {
    ADMITTED,
    /** The peer is neither listed nor known to hold a token. */
    UNKNOWN,
    /** The operator has named the peer as one that may not register, even with a token. */
    SHUT_OUT
}
