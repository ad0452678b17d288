package peerlink.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;

/** What a {@link LeaseTable} knows of one peer, which changes it. */
final class LeaseEntry {
    final PeerId id;

    /** Folded; null once another key has taken it. */
    @Nullable String name;

    /** While the lease lasts. */
    SignedRecord.@Nullable Verified record;

    /** The last record, until a tombstone; the very same one may be registered again. */
    @Nullable SignedRecord last;

    long sequence = -1;

    /** When the lease runs out, or when it ended. */
    Instant deadline = Instant.EPOCH;

    LeaseEntry(PeerId id) {
        this.id = id;
    }

    /** Returns the record if its lease holds. */
    SignedRecord.@Nullable Verified live(Instant now) {
        return deadline.isAfter(now) ? record : null;
    }

    /** Tells whether these are the bytes that were registered last. */
    boolean isLast(SignedRecord signed) {
        return last != null && last.record().equals(signed.record());
    }

    Instant heldUntil() {
        return deadline.plus(Limits.NAME_HOLD);
    }
}
