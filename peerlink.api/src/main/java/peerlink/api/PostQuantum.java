package peerlink.api;

/**
 * States a side's demand for a key exchange that withstands a future quantum computer. Such a
 * computer would open a link that is recorded today, if the link's key comes from a classical key
 * exchange alone.
 */
public enum PostQuantum {
    /**
     * The key exchange is a hybrid of a classical and a post-quantum one, X25519MLKEM768 for TLS,
     * or there is no link. It is the only one that is offered and the only one that is accepted, so
     * that nobody can talk the two sides out of it.
     */
    REQUIRED,

    /**
     * The hybrid where the other side has it, a classical key exchange (X25519 or P-256 for TLS)
     * where it has not. Between two sides that both have the hybrid nobody on the way can change
     * that either: the handshake fails. But a peer that has no more than the classical one is
     * accepted, and its link can be recorded for later.
     */
    PREFERRED
}
