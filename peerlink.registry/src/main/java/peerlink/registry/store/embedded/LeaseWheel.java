package peerlink.registry.store.embedded;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the leases that are due: a wheel of slots, each for a span of time. A renewal leaves a
 * lease where it is; when its slot comes up, it is filed anew. So a renewal costs nothing here, and
 * each lease is looked at about once a ttl. Not safe for use by several threads.
 */
final class LeaseWheel {
    private static final long MIN_TICK = 1;
    private static final long MAX_TICK = 20;
    private static final int MAX_SLOTS = 8_192;

    private final long tick;
    private final LeaseList[] slots;

    /**
     * The slots up to this one have been looked at; a slot's number is its time divided by the
     * tick.
     */
    private long swept;

    /** The slots up to this one have been looked at ahead, but for the last leases of this one. */
    private long ahead;

    private int leftAhead;

    /**
     * @param ttl the time by which deadlines lie ahead; one that is further ahead is looked at too
     *     early, and filed again
     * @param now in milliseconds
     */
    LeaseWheel(Duration ttl, long now) {
        long millis = ttl.toMillis();
        this.tick =
                Math.max(Math.clamp(millis / 100, MIN_TICK, MAX_TICK), millis / (MAX_SLOTS - 2));
        this.slots = new LeaseList[(int) (millis / tick) + 2];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new LeaseList();
        }
        this.swept = now / tick;
    }

    /** Files a lease under its deadline. */
    void file(Lease lease) {
        // the slot that begins at the deadline or after it: when it comes up, the lease has run out
        long slot = Math.ceilDiv(lease.deadline(), tick);
        slots[index(Math.clamp(slot, swept + 1, swept + slots.length - 1))].add(lease);
    }

    /**
     * Returns a lease to look at, or null if no slot is due. The caller files it anew or puts it
     * elsewhere.
     */
    @Nullable Lease due(long now) {
        long current = now / tick;
        if (current - swept > slots.length) {
            // the time has leapt: every slot is due, and once around is enough
            swept = current - slots.length;
        }
        while (swept < current) {
            Lease lease = slots[index(swept + 1)].first();
            if (lease != null) {
                LeaseList.leave(lease);
                return lease;
            }
            swept++;
        }
        return null;
    }

    /** Returns the milliseconds for which {@link #due} returns none, at most so many. */
    long untilDue(long now, long most) {
        for (long slot = swept + 1; slot * tick < now + most; slot++) {
            if (slots[index(slot)].first() != null) {
                return Math.max(0, slot * tick - now);
            }
        }
        return most;
    }

    /**
     * Files leases by their renewals a quarter of the ttl before they would be due: by then, most
     * have been renewed. Without it, leases that were granted together, as after a restart, would
     * all be looked at together, and those of peers that really left would wait.
     *
     * @param limit the number of leases to look at
     * @return true if there are more
     */
    boolean lookAhead(long now, int limit) {
        long until = now / tick + slots.length / 4;
        if (ahead < swept) {
            ahead = swept;
            leftAhead = 0;
        }
        for (int looked = 0; looked < limit; ) {
            LeaseList slot = slots[index(ahead)];
            Lease lease = leftAhead == 0 ? null : slot.first();
            if (lease != null) {
                // a lease that was not renewed goes behind those of its slot that are still to be
                // looked at
                file(lease);
                leftAhead--;
                looked++;
            } else if (ahead < until) {
                ahead++;
                leftAhead = slots[index(ahead)].size();
            } else {
                return false;
            }
        }
        return true;
    }

    private int index(long slot) {
        return (int) (slot % slots.length);
    }
}
