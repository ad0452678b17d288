package peerlink.registry;

import java.time.Duration;
import java.time.Instant;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;

/**
 * A registration as a store keeps it: the signed bytes, which are passed on as they are, and what of them it goes by.
 *
 * @param signed what the peer has sent
 * @param id the id of the key that has signed it
 * @param sequence orders the statements of one peer
 * @param issuedAt when it was signed by the peer's clock, in milliseconds since 1970
 * @param name the name that the peer goes by
 * @param visibility who is told of it
 */
public record PeerRecord(
        SignedRecord signed,
        PeerId id,
        long sequence,
        long issuedAt,
        PeerName name,
        Visibility visibility) {
    /** How old a record may be for anybody to believe it, and for a store to renew its lease: 24 hours. */
    public static final Duration MAX_AGE = Duration.ofHours(24);

    /** Tells whether the record is older than {@link #MAX_AGE}. */
    public boolean isStale(Instant now) {
        return now.toEpochMilli() - issuedAt > MAX_AGE.toMillis();
    }
}
