package peerlink.registry.store.embedded;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.registry.store.Change;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.StoreStatistics;

/**
 * Keeps leases and names in memory, with an index for each kind of query. Any number of threads
 * read and renew, without waiting for one another; {@link #apply} and every other writing call is
 * for one thread at a time. Pure: it has no clock, and writes no log.
 */
final class LeaseTable {
    /**
     * The number of leases that are looked at in the time that finding a place in the lists takes.
     */
    private static final int LISTING_COST = 8;

    private final StoreSettings settings;
    private final long ttl;

    private final LeaseIndex leases = new LeaseIndex();

    private final NameOwners names = new NameOwners();

    private final Listing listing = new Listing();
    private LeaseWheel wheel;

    /** The entries without a lease, the one that ended first first. */
    private final LeaseList held = new LeaseList();

    private volatile int leased;

    LeaseTable(StoreSettings settings, long now) {
        this.settings = settings;
        this.ttl = settings.ttl().toMillis();
        this.wheel = new LeaseWheel(settings.ttl(), now);
    }

    /** Returns the entry of a peer. */
    @Nullable Lease get(PeerId id) {
        return leases.get(new PackedId(id));
    }

    /** Throws an exception if the record can't be taken. */
    void check(PeerRecord record, long now) throws RequestRefusedException {
        Lease lease = get(record.id());
        if (leased >= settings.maxLeases() && (lease == null || lease.record == null)) {
            throw RequestRefusedException.full(settings.ttl());
        }
        if (lease != null && record.sequence() <= lease.sequence && !isLeased(record)) {
            throw RequestRefusedException.staleSequence(lease.sequence);
        }
        Lease owner = names.owner(record.name());
        if (owner != null && owner != lease && (owner.record != null || heldUntil(owner) > now)) {
            throw RequestRefusedException.nameTaken(record.name());
        }
    }

    /** Throws an exception if a tombstone can't be taken. */
    void checkRemoval(PeerId id, long sequence) throws RequestRefusedException {
        Lease lease = get(id);
        // one that was taken already is taken again: its sender may not have heard
        if (lease != null
                && (sequence < lease.sequence
                        || sequence == lease.sequence && lease.record != null)) {
            throw RequestRefusedException.staleSequence(lease.sequence);
        }
    }

    /** Tells whether this very record has a lease, be it one that ran out and was not swept yet. */
    boolean isLeased(PeerRecord record) {
        Lease lease = get(record.id());
        Registered last = lease == null ? null : lease.record;
        return last != null && last.signed().equals(record.signed());
    }

    @Nullable Registered live(PeerId id, long now) {
        Lease lease = get(id);
        return lease == null ? null : lease.live(now);
    }

    @Nullable Registered live(PeerName name, long now) {
        Lease lease = names.owner(name);
        Registered record = lease == null ? null : lease.live(now);
        return record != null && record.name().equals(name.text()) && record.visibility().isNamed()
                ? record
                : null;
    }

    List<SignedRecord> findByPrefix(String prefix, int limit, long now) {
        return listing.findByPrefix(prefix, limit, now);
    }

    RecordPage page(@Nullable PeerId after, int limit, long now) {
        return listing.page(after, limit, now);
    }

    /**
     * Returns the number of leases that the longest list walks past; counting them takes as long.
     */
    int listed() {
        return listing.size();
    }

    StoreStatistics statistics() {
        return new StoreStatistics(leased, leases.size() - leased);
    }

    /**
     * Returns the lease that is to be looked at next because its time may be up, filed nowhere;
     * null if there is none.
     */
    @Nullable Lease due(long now) {
        return wheel.due(now);
    }

    /**
     * Returns the time for which no lease has to be looked at, within the bounds of {@link
     * RegistryStore#untilSweep}. A lease that is granted meanwhile lasts longer than that.
     */
    Duration untilDue(long now) {
        long least = RegistryStore.SWEEP_PERIOD.toMillis();
        long most = Math.min(RegistryStore.LONGEST_SWEEP_PERIOD.toMillis(), ttl);
        return Duration.ofMillis(Math.max(least, wheel.untilDue(now, most)));
    }

    /** Files a lease that still holds. */
    void file(Lease lease) {
        wheel.file(lease);
    }

    /**
     * Does some of the work that may wait: files leases by their renewals before they are due, and
     * takes those that have ended out of the lists. It takes as long as looking for so many leases.
     *
     * @return true if there is more to do
     */
    boolean tidy(long now, int limit) {
        boolean isListingTidy = listing.tidy(limit / LISTING_COST) == 0;
        return wheel.lookAhead(now, limit) || !isListingTidy;
    }

    /** Returns a peer whose name is to be given back; null if there is none. */
    @Nullable PeerId releasable(long now) {
        Lease first = held.first();
        return first != null && (held.size() > settings.maxLeases() || heldUntil(first) <= now)
                ? first.id()
                : null;
    }

    /**
     * Makes a step that happens now or is read from a log; nothing is checked. Steps that have been
     * made already may be made again, in their order.
     *
     * @return the change for watchers
     */
    @Nullable Change apply(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Leased(PeerRecord record, long at) -> lease(record, at);
            case LogEntry.Removed(PeerId id, long sequence, long at) -> {
                Lease lease = get(id);
                if (lease == null) {
                    yield null;
                }
                lease.sequence = Math.max(lease.sequence, sequence);
                Registered former = end(lease, at);
                if (former != null) {
                    listing.remove(lease, former);
                }
                yield went(id, former);
            }
            case LogEntry.Ended(PeerId id, long at) -> {
                Lease lease = get(id);
                if (lease == null) {
                    yield null;
                }
                Registered former = end(lease, at);
                if (former != null) {
                    listing.removeLater(lease, former);
                }
                yield went(id, former);
            }
            case LogEntry.Released(PeerId id) -> {
                forget(id);
                yield null;
            }
            case LogEntry.Alive _, LogEntry.Began _, LogEntry.Complete _ -> null;
            case LogEntry.Held(PeerId id, String skeleton, long sequence, long at) -> {
                Lease lease = getOrAdd(id);
                lease.sequence = sequence;
                lease.end(at);
                if (!skeleton.isEmpty()) {
                    names.give(lease, skeleton);
                }
                held.add(lease);
                yield null;
            }
        };
    }

    /**
     * Returns every lease and held name, in no order; those that come or go meanwhile may be among
     * them or not.
     */
    Iterator<Lease> iterator() {
        return leases.iterator();
    }

    /** Begins to replay a log, until {@link #begin}: no lists are asked for meanwhile. */
    void replay() {
        listing.defer();
    }

    /** Grants every lease to a time, without regard to its deadline, and has lists again. */
    void begin(long now, long until) {
        listing.fill(leases.iterator());
        wheel = new LeaseWheel(settings.ttl(), now);
        for (Iterator<Lease> all = leases.iterator(); all.hasNext(); ) {
            Lease lease = all.next();
            if (lease.record != null) {
                lease.grant(until);
                wheel.file(lease);
            }
        }
    }

    private Lease getOrAdd(PeerId id) {
        Lease lease = get(id);
        if (lease == null) {
            lease = new Lease(id);
            leases.add(lease);
        }
        return lease;
    }

    private @Nullable Change lease(PeerRecord record, long at) {
        Lease lease = getOrAdd(record.id());
        Registered former = lease.record;
        names.give(lease, record.name());
        if (former == null) {
            leased++;
        }
        Registered latter = Registered.of(record);
        lease.sequence = record.sequence();
        lease.grant(at + ttl);
        lease.issuedAt = record.issuedAt();
        lease.record = latter;
        wheel.file(lease);
        listing.change(lease, former, latter);
        if (record.visibility().isListed()) {
            return new Change.Came(record.signed());
        }
        return went(record.id(), former);
    }

    /** Returns the record that the lease had, or null if there was no lease. */
    private @Nullable Registered end(Lease lease, long at) {
        Registered former = lease.record;
        if (former != null) {
            lease.end(at);
            lease.record = null;
            leased--;
            held.add(lease);
        }
        return former;
    }

    private static @Nullable Change went(PeerId id, @Nullable Registered former) {
        return former != null && former.visibility().isListed() ? new Change.Went(id) : null;
    }

    private void forget(PeerId id) {
        Lease lease = get(id);
        if (lease != null && lease.record == null) {
            leases.remove(lease);
            names.takeBack(lease);
            LeaseList.leave(lease);
        }
    }

    private long heldUntil(Lease lease) {
        return lease.endedAt() + settings.nameHold().toMillis();
    }
}
