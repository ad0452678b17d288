package peerlink.registry;

/** What became of a lease that was to be renewed. */
public enum Renewal {
    /** It holds for another ttl. */
    RENEWED,
    /** There is none, or it has run out. */
    NOT_REGISTERED,
    /** Its record is older than {@link PeerRecord#MAX_AGE}: nobody would believe it any more. */
    STALE_RECORD
}
