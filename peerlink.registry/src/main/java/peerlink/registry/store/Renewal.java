package peerlink.registry.store;

/** Tells the result of a lease's renewal. */
public enum Renewal {
    /** The lease holds for another ttl. */
    RENEWED,
    /** There is no lease, or it has run out. */
    NOT_REGISTERED,
    /** Its record is older than {@link PeerRecord#MAX_AGE}: no client would believe it any more. */
    STALE_RECORD
}
