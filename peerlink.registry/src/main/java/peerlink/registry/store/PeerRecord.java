package peerlink.registry.store;

import java.time.Duration;
import java.time.Instant;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;

/**
 * Holds a registration for a store: the signed bytes, which are passed on as they are, and the
 * parts that the store goes by.
 *
 * @param signed the signed bytes, as the peer has sent them
 * @param id the id of the key that has signed it
 * @param sequence orders the statements of one peer
 * @param issuedAt the time of the signature by the peer's clock, in milliseconds since 1970
 * @param name the name that the peer goes by
 * @param visibility the peers that may be told of it
 */
public record PeerRecord(
        SignedRecord signed,
        PeerId id,
        long sequence,
        long issuedAt,
        PeerName name,
        Visibility visibility) {
    /**
     * The greatest age of a record that clients believe, and whose lease a store renews: 24 hours.
     */
    public static final Duration MAX_AGE = Duration.ofHours(24);

    /** Tells whether the record is older than {@link #MAX_AGE}. */
    public boolean isStale(Instant now) {
        return now.toEpochMilli() - issuedAt > MAX_AGE.toMillis();
    }
}
