package peerlink.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Leases and the names that belong to keys. Each call is atomic. Time comes with each call; the calls of one store never go
 * back in it.
 */
interface RegistryStore {
    /**
     * Tells whether {@link #put} would take the record, before its signature is worth checking.
     *
     * @throws Rejection with {@code stale-sequence}, {@code name-taken} or {@code too-many}
     */
    void check(SignedRecord.Verified record, Instant now) throws Rejection;

    /**
     * Takes or replaces a peer's record and gives it a lease.
     *
     * @return the change, or nothing if the very same record was leased already
     * @throws Rejection as {@link #check}
     */
    Optional<Change> put(SignedRecord.Verified record, Instant now) throws Rejection;

    /**
     * Prolongs a lease.
     *
     * @throws Rejection with {@code not-registered} if there is none, or its record is older than {@link Limits#MAX_AGE}
     */
    void renew(PeerId id, Instant now) throws Rejection;

    /**
     * Tells whether {@link #remove} would take the tombstone, before its signature is worth checking.
     *
     * @throws Rejection with {@code stale-sequence}
     */
    void checkRemoval(PeerId id, long sequence) throws Rejection;

    /**
     * Ends a peer's lease.
     *
     * @param sequence the tombstone's number; no older record will be taken any more
     * @throws Rejection as {@link #checkRemoval}
     */
    Optional<Change> remove(PeerId id, long sequence, Instant now) throws Rejection;

    /** Ends the leases that have run out and gives back the names that were held long enough. */
    List<Change> expire(Instant now);

    boolean isLeased(PeerId id, Instant now);

    Optional<SignedRecord> find(PeerId id, Instant now);

    Optional<SignedRecord> find(PeerName name, Instant now);

    /** Returns the records whose names begin so, in the names' order without regard to case. */
    List<SignedRecord> findByPrefix(String prefix, int limit, Instant now);

    /** Returns records in the order of ids, from the one after {@code after} on. */
    List<SignedRecord.Verified> page(@Nullable PeerId after, int limit, Instant now);

    /** Returns how many leases there are. */
    int leases();
}
