package peerlink.registry;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Leases and names in memory, with an index for each way of asking. Any number of threads read and renew, without waiting for one
 * another; {@link #apply} and what else writes is for one thread at a time. Pure: it has no clock, and writes no log.
 */
final class LeaseTable {
    private final StoreSettings settings;
    private final long ttl;

    private final LeaseIndex leases = new LeaseIndex();

    /** Who owns each name, with a lease or without, by skeleton. */
    private final ConcurrentHashMap<String, Lease> owners = new ConcurrentHashMap<>();

    /** The listed ones with a lease: lists go through these alone, however many names are held. */
    private final ConcurrentNavigableMap<IdKey, Lease> listed = new ConcurrentSkipListMap<>();

    /** The same by name, without regard to case. */
    private final ConcurrentNavigableMap<String, Lease> listedNames = new ConcurrentSkipListMap<>();

    private final LeaseWheel wheel;

    /** Those without a lease, the one that ended first first. */
    private final LeaseList held = new LeaseList();

    private volatile int leased;

    LeaseTable(StoreSettings settings, long now) {
        this.settings = settings;
        this.ttl = settings.ttl().toMillis();
        this.wheel = new LeaseWheel(settings.ttl(), now);
    }

    /** Returns what is known of a peer. */
    @Nullable Lease get(PeerId id) {
        return leases.get(new IdKey(id));
    }

    /** Throws if the record can't be taken. */
    void check(PeerRecord record, long now) throws Rejection {
        Lease lease = get(record.id());
        if (leased >= settings.maxLeases() && (lease == null || lease.record == null)) {
            throw Rejection.full(settings.ttl());
        }
        if (lease != null && record.sequence() <= lease.sequence && !isLeased(record)) {
            throw Rejection.staleSequence(lease.sequence);
        }
        Lease owner = owners.get(NameSkeleton.of(record.name()).text());
        if (owner != null && owner != lease && (owner.record != null || heldUntil(owner) > now)) {
            throw Rejection.nameTaken(record.name());
        }
    }

    /** Throws if a tombstone can't be taken. */
    void checkRemoval(PeerId id, long sequence) throws Rejection {
        Lease lease = get(id);
        if (lease != null && sequence <= lease.sequence) {
            throw Rejection.staleSequence(lease.sequence);
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
        Lease lease = owners.get(NameSkeleton.of(name).text());
        Registered record = lease == null ? null : lease.live(now);
        return record != null && record.name().equals(name.text()) && record.visibility().isNamed()
                ? record
                : null;
    }

    List<SignedRecord> findByPrefix(String prefix, int limit, long now) {
        String folded = prefix.toLowerCase(Locale.ROOT);
        return listedNames.tailMap(folded, true).entrySet().stream()
                .takeWhile(name -> name.getKey().startsWith(folded))
                .map(name -> Optional.ofNullable(name.getValue().live(now)))
                .flatMap(Optional::stream)
                .filter(record -> record.name().startsWith(prefix))
                .limit(limit)
                .map(Registered::signed)
                .toList();
    }

    RecordPage page(@Nullable PeerId after, int limit, long now) {
        var rest = after == null ? listed : listed.tailMap(new IdKey(after), false);
        var records = new ArrayList<SignedRecord>();
        Lease last = null;
        for (Lease lease : rest.values()) {
            Registered record = lease.live(now);
            if (record != null && records.size() == limit) {
                return new RecordPage(records, last == null ? null : last.id());
            }
            if (record != null) {
                records.add(record.signed());
                last = lease;
            }
        }
        return new RecordPage(records, null);
    }

    StoreStatistics statistics() {
        return new StoreStatistics(leased, leases.size() - leased);
    }

    /** Returns the lease that is to be looked at next because its time may be up, filed nowhere; null if there is none. */
    @Nullable Lease due(long now) {
        return wheel.due(now);
    }

    /** Files a lease that still holds. */
    void file(Lease lease) {
        wheel.file(lease);
    }

    /** Returns a peer whose name is to be given back; null if there is none. */
    @Nullable PeerId releasable(long now) {
        Lease first = held.first();
        return first != null && (held.size() > settings.maxLeases() || heldUntil(first) <= now)
                ? first.id()
                : null;
    }

    /**
     * Makes a step, whether it happens now or is read from a log; nothing is checked. Steps that have been made already may be made
     * again, in their order.
     *
     * @return what watchers are to be told
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
                yield end(lease, at);
            }
            case LogEntry.Ended(PeerId id, long at) -> {
                Lease lease = get(id);
                yield lease == null ? null : end(lease, at);
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
                    own(lease, skeleton);
                }
                held.add(lease);
                yield null;
            }
        };
    }

    /** Returns every lease and held name, in no order; those that come or go meanwhile may be among them or not. */
    Iterator<Lease> iterator() {
        return leases.iterator();
    }

    /** Grants every lease to a time, whatever its deadline was. */
    void grantAll(long until) {
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
        boolean wasListed = unlist(lease);
        String skeleton = NameSkeleton.of(record.name()).text();
        String name = record.name().text();
        // most names are their own skeleton: one text does for both
        own(lease, skeleton.equals(name) ? name : skeleton);
        if (lease.record == null) {
            leased++;
        }
        lease.sequence = record.sequence();
        lease.grant(at + ttl);
        lease.issuedAt = record.issuedAt();
        lease.record = Registered.of(record);
        wheel.file(lease);
        if (record.visibility().isListed()) {
            listed.put(lease, lease);
            listedNames.put(fold(name), lease);
            return new Change.Came(record.signed());
        }
        return wasListed ? new Change.Went(lease.id()) : null;
    }

    private @Nullable Change end(Lease lease, long at) {
        if (lease.record == null) {
            return null;
        }
        boolean wasListed = unlist(lease);
        lease.end(at);
        lease.record = null;
        leased--;
        held.add(lease);
        return wasListed ? new Change.Went(lease.id()) : null;
    }

    private void own(Lease lease, String skeleton) {
        if (skeleton.equals(lease.skeleton)) {
            return;
        }
        disown(lease);
        Lease former = owners.put(skeleton, lease);
        if (former != null) {
            former.skeleton = null;
        }
        lease.skeleton = skeleton;
    }

    private void disown(Lease lease) {
        if (lease.skeleton != null) {
            owners.remove(lease.skeleton, lease);
        }
    }

    /** Returns whether it was listed. */
    private boolean unlist(Lease lease) {
        Registered record = lease.record;
        if (record == null || !record.visibility().isListed()) {
            return false;
        }
        listed.remove(lease);
        listedNames.remove(fold(record.name()), lease);
        return true;
    }

    private void forget(PeerId id) {
        Lease lease = get(id);
        if (lease != null && lease.record == null) {
            leases.remove(lease);
            disown(lease);
            LeaseList.leave(lease);
        }
    }

    private long heldUntil(Lease lease) {
        return lease.endedAt() + settings.nameHold().toMillis();
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
