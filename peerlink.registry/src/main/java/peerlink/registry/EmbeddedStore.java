package peerlink.registry;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * The store in this process. Lookups and renewals go straight to the {@link LeaseTable}. What else changes it makes its step under
 * one lock, into journal, table and feed alike, so that all three have the same order; it then waits for the disk without the lock,
 * together with whoever else does.
 */
final class EmbeddedStore implements RegistryStore {
    /** How many leases one turn of a sweep ends, before registrations get theirs. */
    private static final int SWEEP_TURN = 1_000;

    private final InstantSource clock;
    private final long ttl;
    private final LeaseTable table;
    private final ChangeRing feed;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private long lastPosition;

    private EmbeddedStore(
            StoreSettings settings,
            InstantSource clock,
            LeaseTable table,
            ChangeRing feed,
            Journal journal) {
        this.clock = clock;
        this.ttl = settings.ttl().toMillis();
        this.table = table;
        this.feed = feed;
        this.journal = journal;
    }

    static EmbeddedStore inMemory(StoreSettings settings, InstantSource clock) {
        requireNoProperties(settings);
        var feed = new ChangeRing(newEpoch(), 0);
        return new EmbeddedStore(
                settings,
                clock,
                new LeaseTable(settings, clock.millis()),
                feed,
                new NoJournal(feed::show));
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void check(PeerRecord record) throws Rejection {
        lock.lock();
        try {
            table.check(record, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(PeerRecord record) throws Rejection, IOException {
        long position;
        lock.lock();
        try {
            long now = clock.millis();
            table.check(record, now);
            if (table.isLeased(record) && renew(record.id(), now) == Renewal.RENEWED) {
                // its step may still be on the way to the disk
                position = lastPosition;
            } else {
                position = make(new LogEntry.Leased(record, now));
            }
        } finally {
            lock.unlock();
        }
        journal.await(position);
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws Rejection {
        lock.lock();
        try {
            table.checkRemoval(id, sequence);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(PeerId id, long sequence) throws Rejection, IOException {
        long position;
        lock.lock();
        try {
            table.checkRemoval(id, sequence);
            if (table.get(id) == null) {
                return;
            }
            position = make(new LogEntry.Removed(id, sequence, clock.millis()));
        } finally {
            lock.unlock();
        }
        journal.await(position);
    }

    @Override
    public List<Renewal> renew(List<PeerId> ids) {
        // nothing is written: leases hold on though the disk be full
        long now = clock.millis();
        var renewals = new ArrayList<Renewal>(ids.size());
        for (PeerId id : ids) {
            renewals.add(renew(id, now));
        }
        return renewals;
    }

    @Override
    public boolean isLeased(PeerId id) {
        return table.live(id, clock.millis()) != null;
    }

    @Override
    public Optional<SignedRecord> find(PeerId id) {
        return Optional.ofNullable(table.live(id, clock.millis())).map(PeerRecord::signed);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) {
        return Optional.ofNullable(table.live(name, clock.millis())).map(PeerRecord::signed);
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit) {
        return table.findByPrefix(prefix, limit, clock.millis());
    }

    @Override
    public RecordPage page(@Nullable PeerId after, int limit) {
        return table.page(after, limit, clock.millis());
    }

    @Override
    public Cursor cursor() {
        return feed.cursor();
    }

    @Override
    public Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        return feed.read(after, limit, patience);
    }

    @Override
    public Sweep sweep() throws IOException {
        long now = clock.millis();
        int ended = 0;
        long lag = 0;
        for (int turn = SWEEP_TURN; turn == SWEEP_TURN; ) {
            turn = 0;
            lock.lock();
            try {
                for (Lease due = table.due(now); due != null; due = table.due(now)) {
                    if (due.endIfPast(now)) {
                        lag = Math.max(lag, now - due.endedAt());
                        make(new LogEntry.Ended(due.id, due.endedAt()));
                        ended++;
                    } else {
                        table.file(due);
                    }
                    if (++turn == SWEEP_TURN) {
                        break;
                    }
                }
            } finally {
                lock.unlock();
            }
        }
        release(now);
        return new Sweep(ended, Duration.ofMillis(lag));
    }

    @Override
    public void probe() throws IOException {
        journal.probe();
    }

    @Override
    public StoreStatistics statistics() {
        return table.statistics();
    }

    @Override
    public void close() {
        journal.close();
        feed.close();
    }

    private Renewal renew(PeerId id, long now) {
        Lease lease = table.get(id);
        PeerRecord record = lease == null ? null : lease.record;
        if (lease == null || record == null) {
            return Renewal.NOT_REGISTERED;
        }
        if (record.isStale(Instant.ofEpochMilli(now))) {
            return Renewal.STALE_RECORD;
        }
        return lease.renew(now, now + ttl) ? Renewal.RENEWED : Renewal.NOT_REGISTERED;
    }

    /** Gives back the names that were held long enough, or are too many. */
    private void release(long now) throws IOException {
        lock.lock();
        try {
            for (PeerId id = table.releasable(now); id != null; id = table.releasable(now)) {
                make(new LogEntry.Released(id));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a step, with the lock held. */
    private long make(LogEntry step) throws IOException {
        lastPosition = journal.append(step);
        Change change = table.apply(step);
        if (change != null) {
            feed.add(lastPosition, change);
        }
        journal.commit();
        return lastPosition;
    }

    private static String newEpoch() {
        return new BigInteger(80, new SecureRandom()).toString(Character.MAX_RADIX);
    }

    private static void requireNoProperties(StoreSettings settings) {
        if (!settings.properties().isEmpty()) {
            throw new IllegalArgumentException(
                    "the embedded store has no properties, not " + settings.properties().keySet());
        }
    }
}
