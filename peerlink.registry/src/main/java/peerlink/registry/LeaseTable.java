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
import java.util.TreeSet;
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
    private final Map<PeerId, Entry> entries = new HashMap<>();

    /** The owner of each name, by {@link #fold}. */
    private final Map<String, Entry> names = new HashMap<>();

    /** The entries with a lease, by id: lists go through these alone, however many names are held. */
    private final TreeMap<PeerId, Entry> leased = new TreeMap<>();

    /** The entries with a lease, by name. */
    private final TreeMap<String, Entry> leasedNames = new TreeMap<>();

    /**
     * The entries with a lease, by a time that is never later than its deadline: a renewal leaves the entry where it is, and
     * it is filed anew when it comes up.
     */
    private final TreeSet<Due> expiring = new TreeSet<>();

    /** The entries without a lease, by the time at which the name is given back. */
    private final TreeSet<Due> held = new TreeSet<>();

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
        Entry entry = entries.get(id);
        if (expiring.size() >= limit && (entry == null || entry.record == null)) {
            throw Rejection.retryAfter(ErrorCode.TOO_MANY, "the registry is full", ttl.toMillis());
        }
        if (entry != null && !isRepeated(entry, record)) {
            if (record.content().sequence() <= entry.sequence) {
                throw Rejection.stale(entry.sequence);
            }
        }
        Entry owner = names.get(fold(name));
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
        Entry entry = entries.get(id);
        if (entry == null) {
            entry = new Entry(id);
            entries.put(id, entry);
        }
        boolean news =
                entry.record == null
                        || !entry.deadline.isAfter(now)
                        || !entry.record.signed().record().equals(record.signed().record());
        String name = rename(entry, record.content().name());
        entry.record = record;
        leased.put(id, entry);
        leasedNames.put(name, entry);
        entry.sequence = record.content().sequence();
        entry.last = record.signed();
        entry.deadline = now.plus(ttl);
        file(entry);
        return news ? Optional.of(new Change.Came(record.signed())) : Optional.empty();
    }

    @Override
    public void renew(PeerId id, Instant now) throws Rejection {
        Entry entry = entries.get(id);
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
        Entry entry = entries.get(id);
        if (entry != null && sequence <= entry.sequence) {
            throw Rejection.stale(entry.sequence);
        }
    }

    @Override
    public Optional<Change> remove(PeerId id, long sequence, Instant now) throws Rejection {
        checkRemoval(id, sequence);
        Entry entry = entries.get(id);
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
        while (!expiring.isEmpty() && !expiring.first().at.isAfter(now)) {
            Entry entry = expiring.first().entry;
            if (entry.deadline.isAfter(now)) {
                file(entry);
            } else {
                endLease(entry);
                changes.add(new Change.Went(entry.id));
            }
        }
        while (!held.isEmpty() && (!held.first().at.isAfter(now) || held.size() > limit)) {
            forget(held.first().entry);
        }
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
        Map<PeerId, Entry> rest = after == null ? leased : leased.tailMap(after, false);
        return rest.values().stream()
                .map(entry -> Optional.ofNullable(live(entry, now)))
                .flatMap(Optional::stream)
                .limit(limit)
                .toList();
    }

    @Override
    public int leases() {
        return expiring.size();
    }

    private static boolean isRepeated(Entry entry, SignedRecord.Verified record) {
        return entry.last != null && entry.last.record().equals(record.signed().record());
    }

    private SignedRecord.@Nullable Verified live(@Nullable Entry entry, Instant now) {
        return entry != null && entry.deadline.isAfter(now) ? entry.record : null;
    }

    private void endLease(Entry entry) {
        entry.record = null;
        leased.remove(entry.id);
        if (entry.name != null) {
            leasedNames.remove(entry.name);
        }
        file(entry);
    }

    private void file(Entry entry) {
        unfile(entry);
        boolean isLeased = entry.record != null;
        Due due = new Due(isLeased ? entry.deadline : entry.heldUntil(), entry);
        (isLeased ? expiring : held).add(due);
        entry.due = due;
    }

    private void unfile(Entry entry) {
        if (entry.due != null) {
            expiring.remove(entry.due);
            held.remove(entry.due);
        }
    }

    /** Returns the name as it is filed. */
    private String rename(Entry entry, PeerName name) {
        String folded = fold(name);
        if (!folded.equals(entry.name)) {
            Entry former = names.put(folded, entry);
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

    private void forget(Entry entry) {
        unfile(entry);
        entries.remove(entry.id);
        if (entry.name != null) {
            names.remove(entry.name);
        }
    }

    private static String fold(PeerName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }

    private static final class Entry {
        final PeerId id;
        @Nullable String name;

        /** While the lease lasts. */
        SignedRecord.@Nullable Verified record;

        /** The last record, until a tombstone; the very same one may be registered again. */
        @Nullable SignedRecord last;

        long sequence = -1;

        /** When the lease runs out, or when it ended. */
        Instant deadline = Instant.EPOCH;

        @Nullable Due due;

        Entry(PeerId id) {
            this.id = id;
        }

        Instant heldUntil() {
            return deadline.plus(Limits.NAME_HOLD);
        }
    }

    private record Due(Instant at, Entry entry) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : entry.id.compareTo(other.entry.id);
        }
    }
}
