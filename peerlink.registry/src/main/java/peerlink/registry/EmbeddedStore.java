package peerlink.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** How often a store writes down that it is running. */
    private static final long ALIVE_MILLIS = 10_000;

    /** How long a log gets before a snapshot follows, in bytes; or as long as the last snapshot, if that is longer. */
    private static final long MAX_LOG = 64 << 20;

    private final InstantSource clock;
    private final long ttl;
    private final LeaseTable table;
    private final ChangeRing feed;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();

    /** Until then no lease is ended, in milliseconds: peers have the time to find the store again after it was down. */
    private final long graceUntil;

    private final AtomicBoolean isClosed = new AtomicBoolean();
    private Runnable closeFiles = () -> {};

    // guarded by the lock
    private long lastPosition;
    private long lastAlive;

    private EmbeddedStore(
            StoreSettings settings,
            InstantSource clock,
            LeaseTable table,
            ChangeRing feed,
            Journal journal,
            long position,
            boolean isNew) {
        this.clock = clock;
        this.ttl = settings.ttl().toMillis();
        this.table = table;
        this.feed = feed;
        this.journal = journal;
        this.lastPosition = position;
        this.lastAlive = clock.millis();
        this.graceUntil = isNew ? 0 : clock.millis() + ttl;
    }

    static EmbeddedStore inMemory(StoreSettings settings, InstantSource clock) {
        requireNoProperties(settings);
        var feed = new ChangeRing(ChangeRing.newEpoch(), 0);
        var table = new LeaseTable(settings, clock.millis());
        return new EmbeddedStore(settings, clock, table, feed, new NoJournal(feed::show), 0, true);
    }

    static EmbeddedStore open(Path path, StoreSettings settings, InstantSource clock)
            throws IOException {
        return open(path, settings, clock, MAX_LOG);
    }

    /**
     * @param maxLog how long a log gets before a snapshot follows, in bytes
     */
    static EmbeddedStore open(Path path, StoreSettings settings, InstantSource clock, long maxLog)
            throws IOException {
        requireNoProperties(settings);
        StoreFolder folder = StoreFolder.take(path);
        try {
            var table = new LeaseTable(settings, clock.millis());
            Recovery.Recovered found = Recovery.into(table, folder, settings, clock.millis());
            var journal =
                    new DiskJournal(
                            folder,
                            found.last(),
                            found.log(),
                            found.position(),
                            found.feed()::show);
            var store =
                    new EmbeddedStore(
                            settings,
                            clock,
                            table,
                            found.feed(),
                            journal,
                            found.position(),
                            found.isNew());
            store.begin(journal, folder, maxLog);
            return store;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private void begin(DiskJournal disk, StoreFolder folder, long maxLog) throws IOException {
        var snapshots =
                new Snapshots(
                        folder, table, feed.epoch(), lock, () -> lastPosition, disk, clock, maxLog);
        closeFiles =
                () -> {
                    snapshots.close();
                    folder.close();
                };
        disk.start(snapshots);
        try {
            long position;
            lock.lock();
            try {
                // said again though it may have been said before: it costs little, and can't be
                // missing
                make(new LogEntry.Began(feed.epoch()));
                position = make(new LogEntry.Alive(clock.millis()));
            } finally {
                lock.unlock();
            }
            disk.await(position);
        } catch (IOException e) {
            close();
            throw e;
        }
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
        return Optional.ofNullable(table.live(id, clock.millis())).map(Registered::signed);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) {
        return Optional.ofNullable(table.live(name, clock.millis())).map(Registered::signed);
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
        release(now);
        if (now < graceUntil) {
            return Sweep.NOTHING;
        }
        int ended = 0;
        long lag = 0;
        for (int turn = SWEEP_TURN; turn == SWEEP_TURN; ) {
            turn = 0;
            long position;
            lock.lock();
            try {
                for (Lease due = table.due(now); due != null; due = table.due(now)) {
                    if (due.endIfPast(now)) {
                        lag = Math.max(lag, now - due.endedAt());
                        make(new LogEntry.Ended(due.id(), due.endedAt()));
                        ended++;
                    } else {
                        table.file(due);
                    }
                    if (++turn == SWEEP_TURN) {
                        break;
                    }
                }
                position = lastPosition;
            } finally {
                lock.unlock();
            }
            // no faster than the disk takes it
            journal.await(position);
        }
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
        if (isClosed.getAndSet(true)) {
            return;
        }
        sayGoodbye();
        journal.close();
        feed.close();
        closeFiles.run();
    }

    /** Writes down when the store was closed: the time from now on is missed, and not a moment before. */
    private void sayGoodbye() {
        lock.lock();
        try {
            make(new LogEntry.Alive(clock.millis()));
        } catch (IOException e) {
            // whoever opens the folder next goes by the last thing that was written
        } finally {
            lock.unlock();
        }
    }

    private Renewal renew(PeerId id, long now) {
        Lease lease = table.get(id);
        if (lease == null || lease.record == null) {
            return Renewal.NOT_REGISTERED;
        }
        if (now - lease.issuedAt > PeerRecord.MAX_AGE.toMillis()) {
            return Renewal.STALE_RECORD;
        }
        long since = now < graceUntil ? 0 : now;
        return lease.renew(since, now + ttl) ? Renewal.RENEWED : Renewal.NOT_REGISTERED;
    }

    /** Gives back the names that were held long enough, or are too many, and says now and then that the store is running. */
    private void release(long now) throws IOException {
        lock.lock();
        try {
            for (PeerId id = table.releasable(now); id != null; id = table.releasable(now)) {
                make(new LogEntry.Released(id));
            }
            if (now - lastAlive >= ALIVE_MILLIS) {
                make(new LogEntry.Alive(now));
                lastAlive = now;
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

    private static void requireNoProperties(StoreSettings settings) {
        if (!settings.properties().isEmpty()) {
            throw new IllegalArgumentException(
                    "the embedded store has no properties, not " + settings.properties().keySet());
        }
    }
}
