package peerlink.registry.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewable;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.SteadyClock;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.StoreStatistics;
import peerlink.registry.store.Sweep;

/**
 * Keeps the leases in this process. Lookups and renewals go straight to the {@link LeaseTable}.
 * Every other change is a step of its {@link StoreSteps}, made under a lock; threads wait for the
 * disk without the lock, and together.
 *
 * <p>The file is longer than most, as it has one method for each of the store's contract.
 */
public final class EmbeddedStore implements RegistryStore {
    /**
     * The length of a log after which a snapshot follows, in bytes; or the length of the last
     * snapshot, if that is longer.
     */
    private static final long MAX_LOG = 64 << 20;

    /** The world's time, by which peers date their records. */
    private final InstantSource clock;

    /** The time that leases run by. */
    private final InstantSource steady;

    /**
     * The milliseconds by which the world's time is ahead of that, as of the last sweep: renewals
     * need it by the hour.
     */
    private volatile long worldAhead;

    private final long ttl;
    private final StoreSteps history;
    private final LeaseTable table;
    private final LeaseSweeper sweeper;
    private final Runnable onClose;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * The time in milliseconds until which leases that have run out may be renewed all the same;
     * see {@link LeaseSweeper}.
     */
    private final long graceUntil;

    private EmbeddedStore(
            StoreSettings settings,
            InstantSource clock,
            InstantSource steady,
            StoreSteps history,
            boolean isNew,
            Runnable onClose) {
        this.clock = clock;
        this.steady = steady;
        this.worldAhead = clock.millis() - steady.millis();
        this.ttl = settings.ttl().toMillis();
        this.history = history;
        this.table = history.table();
        this.graceUntil = isNew ? 0 : steady.millis() + ttl;
        this.sweeper = new LeaseSweeper(history, steady, graceUntil);
        this.onClose = onClose;
    }

    /**
     * Opens a store in the memory of this process, which begins empty and ends with it.
     *
     * @param clock the store's clock
     */
    public static EmbeddedStore inMemory(StoreSettings settings, InstantSource clock) {
        return inMemory(settings, clock, SteadyClock.beside(clock));
    }

    /**
     * @param steady the clock that leases run by
     */
    public static EmbeddedStore inMemory(
            StoreSettings settings, InstantSource clock, InstantSource steady) {
        requireNoProperties(settings);
        var feed = new ChangeRing(ChangeRing.newEpoch(), 0);
        var table = new LeaseTable(settings, steady.millis());
        var history = new StoreSteps(table, feed, new NoJournal(feed::show), 0);
        return new EmbeddedStore(settings, clock, steady, history, true, history::close);
    }

    /**
     * Opens a store that keeps its leases in a folder: a log of registrations, and snapshots. Every
     * acknowledged registration is there again, even after a crash. Leases are given the time for
     * which the store was down, up to 10 minutes of it, and none is ended before it has been up for
     * a ttl. Half-written entries that a crash left are cut off, which is logged.
     *
     * @param folder made if it isn't there, and open to its owner alone
     * @param clock the store's clock
     * @throws IOException if another process uses the folder, or something in it is damaged; the
     *     message says what to do
     */
    public static EmbeddedStore inFolder(Path folder, StoreSettings settings, InstantSource clock)
            throws IOException {
        return inFolder(folder, settings, clock, MAX_LOG);
    }

    /**
     * @param maxLog the length of a log after which a snapshot follows, in bytes
     */
    public static EmbeddedStore inFolder(
            Path folder, StoreSettings settings, InstantSource clock, long maxLog)
            throws IOException {
        requireNoProperties(settings);
        StoreFiles files = StoreFiles.open(folder, settings, SteadyClock.beside(clock), maxLog);
        return new EmbeddedStore(
                settings, clock, files.clock(), files.history(), files.isNew(), files::close);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void check(PeerRecord record) throws RequestRefusedException {
        history.lock().lock();
        try {
            table.check(record, steady.millis());
        } finally {
            history.lock().unlock();
        }
    }

    @Override
    public void put(PeerRecord record) throws RequestRefusedException, IOException {
        long position;
        history.lock().lock();
        try {
            long now = steady.millis();
            table.check(record, now);
            if (!table.isLeased(record) || renew(table.get(record.id()), now) != Renewal.RENEWED) {
                history.make(new LogEntry.Leased(record, now));
            }
            // the step of a record that was leased before may still be on the way to the disk
            position = history.position();
        } finally {
            history.lock().unlock();
        }
        history.await(position);
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws RequestRefusedException {
        history.lock().lock();
        try {
            table.checkRemoval(id, sequence);
        } finally {
            history.lock().unlock();
        }
    }

    @Override
    public void remove(PeerId id, long sequence) throws RequestRefusedException, IOException {
        long position;
        history.lock().lock();
        try {
            table.checkRemoval(id, sequence);
            if (table.get(id) == null) {
                return;
            }
            history.make(new LogEntry.Removed(id, sequence, steady.millis()));
            position = history.position();
        } finally {
            history.lock().unlock();
        }
        history.await(position);
    }

    @Override
    public List<Renewal> renew(List<PeerId> ids) {
        // nothing is written: leases hold on though the disk be full
        long now = steady.millis();
        // all are found before the first is renewed: the memory is asked for several at once, which
        // a renewal's fence would prevent
        var leases = new @Nullable Lease[ids.size()];
        for (int i = 0; i < leases.length; i++) {
            leases[i] = table.get(ids.get(i));
        }
        var renewals = new ArrayList<Renewal>(leases.length);
        for (Lease lease : leases) {
            renewals.add(renew(lease, now));
        }
        return renewals;
    }

    @Override
    public Renewable renewable(PeerId id) {
        return new Renewable() {
            /**
             * Keeps the lease found last. A peer keeps its entry in the table as long as it has a
             * lease; an entry that was let go harms nobody.
             */
            private @Nullable Lease last;

            @Override
            public Renewal renew() {
                Lease lease = last;
                if (lease == null || lease.record == null) {
                    lease = table.get(id);
                    last = lease;
                }
                return EmbeddedStore.this.renew(lease, steady.millis());
            }
        };
    }

    @Override
    public boolean isLeased(PeerId id) {
        return table.live(id, steady.millis()) != null;
    }

    @Override
    public Optional<SignedRecord> find(PeerId id) {
        return Optional.ofNullable(table.live(id, steady.millis())).map(Registered::signed);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) {
        return Optional.ofNullable(table.live(name, steady.millis())).map(Registered::signed);
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit) {
        return table.findByPrefix(prefix, limit, steady.millis());
    }

    @Override
    public RecordPage page(@Nullable PeerId after, int limit) {
        return table.page(after, limit, steady.millis());
    }

    @Override
    public Cursor cursor() {
        return history.feed().cursor();
    }

    @Override
    public Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        return history.feed().read(after, limit, patience);
    }

    @Override
    public Sweep sweep() throws IOException {
        worldAhead = clock.millis() - steady.millis();
        return sweeper.sweep();
    }

    @Override
    public Duration untilSweep() {
        return sweeper.untilNext();
    }

    @Override
    public void probe() throws IOException {
        history.probe();
    }

    @Override
    public StoreStatistics statistics() {
        return table.statistics();
    }

    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            onClose.run();
        }
    }

    private Renewal renew(@Nullable Lease lease, long now) {
        if (lease == null || lease.record == null) {
            return Renewal.NOT_REGISTERED;
        }
        if (now + worldAhead - lease.issuedAt > PeerRecord.MAX_AGE.toMillis()) {
            return Renewal.STALE_RECORD;
        }
        long since = now < graceUntil ? 0 : now;
        return lease.renew(since, now + ttl) ? Renewal.RENEWED : Renewal.NOT_REGISTERED;
    }

    private static void requireNoProperties(StoreSettings settings) {
        if (!settings.properties().isEmpty()) {
            throw new IllegalArgumentException(
                    "the embedded store has no properties, not " + settings.properties().keySet());
        }
    }
}
