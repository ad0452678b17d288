package peerlink.registry.store.embedded;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.registry.store.PeerRecord;

/**
 * Holds the entry of one peer in a {@link LeaseTable}: its lease, or the name and number that are
 * left of it. There may be a million of them, so an entry holds nothing that could be elsewhere.
 * The table's owner writes the fields one thread at a time; the volatile ones are read by all, and
 * {@link #renew} may be called by all.
 */
final class Lease extends PackedId {
    private static final AtomicLongFieldUpdater<Lease> DEADLINE =
            AtomicLongFieldUpdater.newUpdater(Lease.class, "deadline");

    /** The skeleton that files the name; null once another key has taken it. */
    @Nullable String skeleton;

    /** The record while the lease lasts, and until it is swept. */
    volatile @Nullable Registered record;

    /**
     * The time at which the lease runs out, in milliseconds since 1970; once it has ended, the time
     * of its end, negated.
     */
    private volatile long deadline;

    long sequence = -1;

    /**
     * The time at which the record was signed; here, since each renewal looks at it, and may find
     * no more than this object in the cache.
     */
    volatile long issuedAt;

    // one list at a time: a slot of the wheel, or the held names
    @Nullable LeaseList list;
    @Nullable Lease previous;
    @Nullable Lease next;

    Lease(PeerId id) {
        super(id);
    }

    /** Returns the record if its lease holds. */
    @Nullable Registered live(long now) {
        return deadline > now ? record : null;
    }

    /** Returns the record as it was registered, if there is a lease. */
    @Nullable PeerRecord registered() {
        Registered last = record;
        return last == null
                ? null
                : new PeerRecord(
                        last.signed(),
                        id(),
                        sequence,
                        issuedAt,
                        new PeerName(last.name()),
                        last.visibility());
    }

    long deadline() {
        return deadline;
    }

    /** Grants a lease, also to an entry without one. */
    void grant(long until) {
        deadline = until;
    }

    /**
     * Prolongs the lease if it holds, or is one that may be taken up again: one with a deadline
     * after {@code since}.
     */
    boolean renew(long since, long until) {
        for (long before = deadline; before > since; before = deadline) {
            // never shortened: another thread may have renewed it a moment later
            if (before >= until || DEADLINE.compareAndSet(this, before, until)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the lease if it has run out, so that it can't be renewed any more. */
    boolean endIfPast(long now) {
        long before = deadline;
        return before > 0 && before <= now && DEADLINE.compareAndSet(this, before, -before);
    }

    /** Ends the lease at a time, even before its deadline. */
    void end(long at) {
        deadline = -at;
    }

    /** Returns the time at which the lease ended. */
    long endedAt() {
        return Math.abs(deadline);
    }
}
