package peerlink.registry;

/** Whether a peer may register. */
public enum Verdict {
    ADMITTED,
    /** Neither listed nor known to hold a token. */
    UNKNOWN,
    /** The operator has named it as one that may not, whatever it knows. */
    SHUT_OUT
}
