package peerlink.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * The store in memory. Pure: it has no thread and no clock, and is not safe for use by several threads.
 *
 * <p>An entry is a peer's: while its lease lasts it has a record, afterwards it only holds the name and the sequence number
 * until {@link Limits#NAME_HOLD} has passed. A peer has one name; taking another gives the first one back. Names that differ
 * only in case are one name.
 */
final class LeaseTable implements RegistryStore {
    private final Duration ttl;
    private final int limit;

    /** By id. */
    private final Map<PeerId, LeaseEntry> entries = new HashMap<>();

    /** The owner of each name, by {@link #fold}. */
    private final Map<String, LeaseEntry> names = new HashMap<>();

    /** The entries with a lease, by id: lists go through these alone, however many names are held. */
    private final TreeMap<PeerId, LeaseEntry> leased = new TreeMap<>();

    /** The entries with a lease, by name. */
    private final TreeMap<String, LeaseEntry> leasedNames = new TreeMap<>();

    private final LeaseSchedule schedule = new LeaseSchedule();

    /**
     * @param ttl how long a lease lasts
     * @param limit how many leases there may be at once, and as many held names beside them
     */
    LeaseTable(Duration ttl, int limit) {
        this.ttl = ttl;
        this.limit = limit;
    }

    @Override
    public void check(SignedRecord.Verified record, Instant now) throws Rejection {
        PeerId id = record.content().id();
        PeerName name = record.content().name();
        LeaseEntry entry = entries.get(id);
        if (schedule.leases() >= limit && (entry == null || entry.record == null)) {
            throw Rejection.retryAfter(ErrorCode.TOO_MANY, "the registry is full", ttl.toMillis());
        }
        if (entry != null && !entry.isLast(record.signed())) {
            if (record.content().sequence() <= entry.sequence) {
                throw Rejection.stale(entry.sequence);
            }
        }
        LeaseEntry owner = names.get(fold(name));
        if (owner != null && !owner.id.equals(id) && owner.heldUntil().isAfter(now)) {
            throw new Rejection(
                    ErrorCode.NAME_TAKEN,
                    "the name '" + name + "' belongs to another key here: choose another name");
        }
    }

    @Override
    public Optional<Change> put(SignedRecord.Verified record, Instant now) throws Rejection {
        check(record, now);
        PeerId id = record.content().id();
        LeaseEntry entry = entries.get(id);
        if (entry == null) {
            entry = new LeaseEntry(id);
            entries.put(id, entry);
        }
        boolean news = entry.live(now) == null || !entry.isLast(record.signed());
        String name = rename(entry, record.content().name());
        entry.record = record;
        leased.put(id, entry);
        leasedNames.put(name, entry);
        entry.sequence = record.content().sequence();
        entry.last = record.signed();
        entry.deadline = now.plus(ttl);
        schedule.file(entry);
        return news ? Optional.of(new Change.Came(record.signed())) : Optional.empty();
    }

    @Override
    public void renew(PeerId id, Instant now) throws Rejection {
        LeaseEntry entry = entries.get(id);
        SignedRecord.Verified record = live(entry, now);
        if (entry == null || record == null) {
            throw new Rejection(ErrorCode.NOT_REGISTERED, "there is no lease to renew");
        }
        if (!Skew.of(record.content().issuedAt(), now).isWithin(Limits.MAX_AGE, Limits.MAX_AHEAD)) {
            throw new Rejection(
                    ErrorCode.NOT_REGISTERED,
                    "the record is so old that nobody believes it: sign and register another");
        }
        entry.deadline = now.plus(ttl);
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws Rejection {
        LeaseEntry entry = entries.get(id);
        if (entry != null && sequence <= entry.sequence) {
            throw Rejection.stale(entry.sequence);
        }
    }

    @Override
    public Optional<Change> remove(PeerId id, long sequence, Instant now) throws Rejection {
        checkRemoval(id, sequence);
        LeaseEntry entry = entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        entry.sequence = sequence;
        entry.last = null;
        if (entry.record == null) {
            return Optional.empty();
        }
        entry.deadline = now;
        endLease(entry);
        return Optional.of(new Change.Went(id));
    }

    @Override
    public List<Change> expire(Instant now) {
        var changes = new ArrayList<Change>();
        for (LeaseEntry entry : schedule.lapsed(now)) {
            endLease(entry);
            changes.add(new Change.Went(entry.id));
        }
        schedule.released(now, limit).forEach(this::forget);
        return changes;
    }

    @Override
    public boolean isLeased(PeerId id, Instant now) {
        return live(entries.get(id), now) != null;
    }

    @Override
    public Optional<SignedRecord> find(PeerId id, Instant now) {
        return Optional.ofNullable(live(entries.get(id), now)).map(SignedRecord.Verified::signed);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name, Instant now) {
        return Optional.ofNullable(live(names.get(fold(name)), now))
                .filter(record -> record.content().name().equals(name))
                .map(SignedRecord.Verified::signed);
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit, Instant now) {
        String folded = prefix.toLowerCase(Locale.ROOT);
        return leasedNames.tailMap(folded, true).entrySet().stream()
                .takeWhile(name -> name.getKey().startsWith(folded))
                .map(name -> Optional.ofNullable(live(name.getValue(), now)))
                .flatMap(Optional::stream)
                .filter(record -> record.content().name().text().startsWith(prefix))
                .limit(limit)
                .map(SignedRecord.Verified::signed)
                .toList();
    }

    @Override
    public List<SignedRecord.Verified> page(@Nullable PeerId after, int limit, Instant now) {
        Map<PeerId, LeaseEntry> rest = after == null ? leased : leased.tailMap(after, false);
        return rest.values().stream()
                .map(entry -> Optional.ofNullable(live(entry, now)))
                .flatMap(Optional::stream)
                .limit(limit)
                .toList();
    }

    @Override
    public int leases() {
        return schedule.leases();
    }

    private static SignedRecord.@Nullable Verified live(@Nullable LeaseEntry entry, Instant now) {
        return entry == null ? null : entry.live(now);
    }

    private void endLease(LeaseEntry entry) {
        entry.record = null;
        leased.remove(entry.id);
        if (entry.name != null) {
            leasedNames.remove(entry.name);
        }
        schedule.file(entry);
    }

    /** Returns the name as it is filed. */
    private String rename(LeaseEntry entry, PeerName name) {
        String folded = fold(name);
        if (!folded.equals(entry.name)) {
            LeaseEntry former = names.put(folded, entry);
            if (former != null) {
                former.name = null;
            }
            if (entry.name != null) {
                names.remove(entry.name);
                leasedNames.remove(entry.name);
            }
            entry.name = folded;
        }
        return folded;
    }

    private void forget(LeaseEntry entry) {
        schedule.remove(entry);
        entries.remove(entry.id);
        if (entry.name != null) {
            names.remove(entry.name);
        }
    }

    private static String fold(PeerName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }
}
