package peerlink.registry.store.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.SignedRecord;

/**
 * Orders the listed leases by id and by name: these alone, however many names are held. Any number
 * of threads read; one at a time writes.
 *
 * <p>A reader looks at the lease, so that an ended one may stay here for a while: to find a place
 * among a million takes longer than all the rest of ending a lease, and leases that end at once
 * must not wait for one another.
 */
final class Listing {
    /** The most ended leases that a list walks past: some milliseconds at most. */
    private static final int MAX_ENDED = 65_536;

    private final ConcurrentNavigableMap<PackedId, Lease> byId = new ConcurrentSkipListMap<>();

    /** The listed leases by name without regard to case. */
    private final ConcurrentNavigableMap<String, Lease> byName = new ConcurrentSkipListMap<>();

    private boolean isDeferred;
    private final Queue<Entry> ended = new ArrayDeque<>();

    /** Pairs a lease with a record that it has or had. */
    private record Entry(Lease lease, Registered record) {}

    /**
     * Lists nobody until {@link #fill}: a million leases find their places sooner when they come in
     * order.
     */
    void defer() {
        isDeferred = true;
    }

    /** Lists the leases that are to be listed. */
    void fill(Iterator<Lease> leases) {
        isDeferred = false;
        var listed = new ArrayList<Entry>();
        while (leases.hasNext()) {
            Lease lease = leases.next();
            Registered record = lease.record;
            if (record != null && record.visibility().isListed()) {
                listed.add(new Entry(lease, record));
            }
        }
        listed.sort(Comparator.comparing(Entry::lease));
        listed.forEach(entry -> byId.put(entry.lease, entry.lease));
        record Named(String name, Lease lease) {}
        listed.stream()
                .map(entry -> new Named(fold(entry.record.name()), entry.lease))
                .sorted(Comparator.comparing(Named::name))
                .forEach(named -> byName.put(named.name, named.lease));
    }

    /**
     * Lists a lease with the record that it has now, if that is to be listed.
     *
     * @param former the one that it had a moment ago, or null if there was no lease
     */
    void change(Lease lease, @Nullable Registered former, Registered latter) {
        boolean isListed = latter.visibility().isListed();
        if (isDeferred
                || former != null
                        && former.visibility() == latter.visibility()
                        && former.name().equals(latter.name())) {
            return;
        }
        if (former != null) {
            remove(lease, former);
        }
        if (isListed) {
            byId.put(lease, lease);
            byName.put(fold(latter.name()), lease);
        }
    }

    /** Takes out a lease under a record that it has no longer, if that was listed. */
    void remove(Lease lease, Registered former) {
        if (isDeferred || !former.visibility().isListed()) {
            return;
        }
        Registered now = lease.record;
        String listed = now != null && now.visibility().isListed() ? fold(now.name()) : null;
        if (listed == null) {
            // by the value too: another lease of the same peer may have come meanwhile
            byId.remove(lease, lease);
        }
        String name = fold(former.name());
        if (!name.equals(listed)) {
            byName.remove(name, lease);
        }
    }

    /** Has {@link #tidy} take out a lease that has run out. */
    void removeLater(Lease lease, Registered former) {
        if (isDeferred || !former.visibility().isListed()) {
            return;
        }
        ended.add(new Entry(lease, former));
        if (ended.size() > MAX_ENDED) {
            tidy(1);
        }
    }

    /**
     * Takes out some of the leases that have ended.
     *
     * @return the number that is left
     */
    int tidy(int limit) {
        for (int i = 0;
                i < limit && ended.poll() instanceof Entry(Lease lease, Registered record);
                i++) {
            remove(lease, record);
        }
        return ended.size();
    }

    List<SignedRecord> findByPrefix(String prefix, int limit, long now) {
        String folded = fold(prefix);
        return byName.tailMap(folded, true).entrySet().stream()
                .takeWhile(name -> name.getKey().startsWith(folded))
                .map(name -> Optional.ofNullable(name.getValue().live(now)))
                .flatMap(Optional::stream)
                .filter(
                        record ->
                                record.visibility().isListed() && record.name().startsWith(prefix))
                .limit(limit)
                .map(Registered::signed)
                .toList();
    }

    RecordPage page(@Nullable PeerId after, int limit, long now) {
        var rest = after == null ? byId : byId.tailMap(new PackedId(after), false);
        var records = new ArrayList<SignedRecord>();
        Lease last = null;
        for (Lease lease : rest.values()) {
            Registered record = lease.live(now);
            if (record == null || !record.visibility().isListed()) {
                continue;
            }
            if (records.size() == limit) {
                return new RecordPage(records, last == null ? null : last.id());
            }
            records.add(record.signed());
            last = lease;
        }
        return new RecordPage(records, null);
    }

    /**
     * Returns the number of leases to walk past, those that have ended and are still here among
     * them.
     */
    int size() {
        return Math.max(byId.size(), byName.size());
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
