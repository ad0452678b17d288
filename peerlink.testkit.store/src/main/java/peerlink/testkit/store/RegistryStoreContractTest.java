package peerlink.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.StoreStatistics;

/**
 * Tests every {@link RegistryStore}. Extend it, {@link DurableStoreContractTest} or {@link
 * SharedStoreContractTest}, and open a store; each test begins with an empty one. If the store's
 * clock can't be moved, the tests wait for it.
 *
 * <p>The file is longer than most, as all of it is one contract.
 */
@SuppressWarnings("exports") // whoever extends it has JUnit
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class RegistryStoreContractTest {
    protected static final PeerId ALICE = id("alice");
    protected static final PeerId BOB = id("bob");
    protected static final PeerId CAROL = id("carol");

    private static final int MAX_LEASES = 100_000;

    private final List<RegistryStore> opened = new ArrayList<>();

    /** Makes the test; each of its stores is opened by {@code open}. */
    protected RegistryStoreContractTest() {}

    /** Opens the store. A second call in a test opens the same store again. */
    protected abstract RegistryStore open(StoreSettings settings) throws IOException;

    /** Returns the duration of a lease: long enough for a busy machine to act before it ends. */
    protected Duration ttl() {
        return Duration.ofSeconds(3);
    }

    /** Waits until the store's clock has gone on for so long, or moves it. */
    protected void pass(RegistryStore store, Duration time) throws IOException {
        Instant end = store.now().plus(time);
        while (store.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void closeStores() {
        opened.forEach(RegistryStore::close);
    }

    private RegistryStore open(int maxLeases) throws IOException {
        RegistryStore store =
                open(
                        new StoreSettings(
                                ttl(), ttl().multipliedBy(2), maxLeases, Map.of(), Path.of("")));
        opened.add(store);
        return store;
    }

    protected RegistryStore open() throws IOException {
        return open(MAX_LEASES);
    }

    protected static PeerId id(String key) {
        return PeerId.ofKey(Bytes.utf8(key).toByteArray());
    }

    protected static PeerRecord record(
            RegistryStore store, PeerId id, String name, long sequence, Visibility visibility)
            throws IOException {
        // a store takes it for granted that its caller has checked the signature
        var signed =
                new SignedRecord(
                        Bytes.utf8(id + " is " + name + " " + sequence + " " + visibility),
                        Bytes.wrap(new byte[64]));
        return new PeerRecord(
                signed, id, sequence, store.now().toEpochMilli(), new PeerName(name), visibility);
    }

    protected static SignedRecord put(RegistryStore store, PeerId id, String name, long sequence)
            throws IOException, RequestRefusedException {
        return put(store, id, name, sequence, Visibility.PUBLIC);
    }

    protected static SignedRecord put(
            RegistryStore store, PeerId id, String name, long sequence, Visibility visibility)
            throws IOException, RequestRefusedException {
        PeerRecord record = record(store, id, name, sequence, visibility);
        store.check(record);
        store.put(record);
        return record.signed();
    }

    protected static void assertRefused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(RequestRefusedException.class, call).code());
    }

    protected static Renewal renew(RegistryStore store, PeerId id) throws IOException {
        Renewal renewal = store.renew(List.of(id)).getFirst();
        // and once more, as a link would
        assertEquals(renewal, store.renewable(id).renew());
        return renewal;
    }

    /** Lets a time pass and the store sweep, so that the end of every lease is reported. */
    private void passAndSweep(RegistryStore store, Duration time) throws IOException {
        pass(store, time);
        // a store may look at its deadlines in steps
        pass(store, Duration.ofMillis(100));
        store.sweep();
    }

    protected static List<Change> since(RegistryStore store, Cursor cursor) throws IOException {
        var changes =
                assertInstanceOf(
                        Changes.Since.class, store.changes(cursor, 1_000_000, Duration.ZERO));
        return changes.changes().stream().map(Change.At::change).toList();
    }

    @Test
    void leaseHoldsUntilItsEndWhichIsToldOnce() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        SignedRecord alice = put(store, ALICE, "alice", 1);
        assertTrue(store.isLeased(ALICE));
        assertEquals(Optional.of(alice), store.find(ALICE));
        assertEquals(Optional.of(alice), store.find(new PeerName("alice")));
        assertEquals(Optional.empty(), store.find(new PeerName("Alice")));
        assertEquals(0, store.sweep().ended());
        pass(store, ttl());

        assertFalse(store.isLeased(ALICE));
        assertEquals(Optional.empty(), store.find(ALICE));
        assertEquals(Optional.empty(), store.find(new PeerName("alice")));
        assertEquals(List.of(), store.page(null, 10).records());
        passAndSweep(store, Duration.ZERO);
        store.sweep();
        assertEquals(List.of(new Change.Came(alice), new Change.Went(ALICE)), since(store, begin));
        assertEquals(0, store.statistics().leases());
    }

    @Test
    void renewedLeaseHoldsOnAndAnEndedOneIsNotRenewed() throws Exception {
        RegistryStore store = open();
        put(store, ALICE, "alice", 1);
        pass(store, ttl().multipliedBy(2).dividedBy(3));
        assertEquals(Renewal.RENEWED, renew(store, ALICE));
        passAndSweep(store, ttl().multipliedBy(2).dividedBy(3));
        assertTrue(store.isLeased(ALICE));
        pass(store, ttl());

        assertEquals(Renewal.NOT_REGISTERED, renew(store, ALICE));
        passAndSweep(store, Duration.ZERO);
        assertEquals(Renewal.NOT_REGISTERED, renew(store, ALICE));
        put(store, ALICE, "alice", 2);
        passAndSweep(store, ttl());
        assertFalse(store.isLeased(ALICE));
    }

    @Test
    void eachRenewalOfABatchHasItsOwnAnswer() throws Exception {
        RegistryStore store = open();
        put(store, BOB, "bob", 1);
        var old =
                new PeerRecord(
                        record(store, CAROL, "carol", 1, Visibility.PUBLIC).signed(),
                        CAROL,
                        1,
                        store.now().minus(PeerRecord.MAX_AGE).minusMillis(1).toEpochMilli(),
                        new PeerName("carol"),
                        Visibility.PUBLIC);
        store.put(old);
        var many = new ArrayList<>(List.of(ALICE, BOB, CAROL));
        while (many.size() < RegistryStore.MAX_RENEWALS) {
            many.add(BOB);
        }

        List<Renewal> renewals = store.renew(many);
        assertEquals(RegistryStore.MAX_RENEWALS, renewals.size());
        assertEquals(
                List.of(Renewal.NOT_REGISTERED, Renewal.RENEWED, Renewal.STALE_RECORD),
                renewals.subList(0, 3));
        assertEquals(Renewal.RENEWED, renewals.getLast());
    }

    @Test
    void nameAndWhatLooksLikeItAreHeldForAWhileAfterTheLastLease() throws Exception {
        RegistryStore store = open();
        put(store, ALICE, "Alice", 1);
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(store, BOB, "a11ce", 1));
        passAndSweep(store, ttl());
        for (String name : List.of("Alice", "alice", "a1ice", "AL1CE", "Alice-")) {
            PeerRecord record = record(store, BOB, name, 1, Visibility.PUBLIC);
            assertRefused(ErrorCode.NAME_TAKEN, () -> store.check(record));
            assertRefused(ErrorCode.NAME_TAKEN, () -> store.put(record));
        }
        put(store, ALICE, "alice", 2);
        passAndSweep(store, ttl());
        passAndSweep(store, ttl().multipliedBy(2));

        put(store, BOB, "alice", 1);
        assertTrue(store.find(new PeerName("alice")).isPresent());
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(store, ALICE, "alice", 3));
    }

    @Test
    void anotherNameGivesTheFirstOneBack() throws Exception {
        RegistryStore store = open();
        put(store, ALICE, "alice", 1);
        put(store, ALICE, "alicia", 2);
        assertEquals(Optional.empty(), store.find(new PeerName("alice")));

        put(store, BOB, "alice", 1);
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(store, ALICE, "alice", 3));
        assertEquals(2, store.findByPrefix("ali", 10).size());
    }

    @Test
    void nameMayChangeWithinItsLikeness() throws Exception {
        RegistryStore store = open();
        put(store, ALICE, "bob.smith", 1);
        SignedRecord second = put(store, ALICE, "Bob-Smith", 2);

        assertEquals(Optional.of(second), store.find(new PeerName("Bob-Smith")));
        assertEquals(Optional.empty(), store.find(new PeerName("bob.smith")));
        assertEquals(List.of(second), store.findByPrefix("Bo", 10));
        assertEquals(List.of(), store.findByPrefix("bo", 10));
        assertEquals(List.of(second), store.page(null, 10).records());
    }

    @Test
    void sequenceOnlyGrowsAlsoPastATombstone() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        PeerRecord first = record(store, ALICE, "alice", 5, Visibility.PUBLIC);
        store.put(first);
        store.check(first);
        store.put(first);
        assertEquals(List.of(new Change.Came(first.signed())), since(store, begin));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> put(store, ALICE, "alicia", 5));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> put(store, ALICE, "alice", 4));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> store.checkRemoval(ALICE, 5));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> store.remove(ALICE, 5));
        store.checkRemoval(ALICE, 6);
        store.remove(ALICE, 6);
        assertFalse(store.isLeased(ALICE));

        // once more, since an answer may get lost; but none that is older
        store.checkRemoval(ALICE, 6);
        store.remove(ALICE, 6);
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> store.remove(ALICE, 5));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> put(store, ALICE, "alice", 6));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> store.put(first));
        store.remove(ALICE, 8);
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> put(store, ALICE, "alice", 7));
        put(store, ALICE, "alice", 9);
        assertTrue(store.isLeased(ALICE));
        store.remove(BOB, 1);
        put(store, BOB, "bob", 1);
    }

    @Test
    void veryRecordThatIsLeasedRenewsItsLeaseAndIsNoChange() throws Exception {
        RegistryStore store = open();
        PeerRecord alice = record(store, ALICE, "alice", 1, Visibility.PUBLIC);
        store.put(alice);
        Cursor cursor = store.cursor();
        pass(store, ttl().multipliedBy(2).dividedBy(3));
        store.put(alice);
        passAndSweep(store, ttl().multipliedBy(2).dividedBy(3));

        assertTrue(store.isLeased(ALICE));
        assertEquals(List.of(), since(store, cursor));
    }

    @Test
    void fullStoreTakesNobodyNewAndForgetsTheOldestHeldNames() throws Exception {
        RegistryStore store = open(2);
        put(store, ALICE, "alice", 1);
        put(store, BOB, "bob", 1);
        PeerRecord carol = record(store, CAROL, "carol", 1, Visibility.PUBLIC);
        assertRefused(ErrorCode.TOO_MANY, () -> store.check(carol));
        assertRefused(ErrorCode.TOO_MANY, () -> store.put(carol));
        put(store, ALICE, "alice", 2);
        store.remove(ALICE, 3);
        pass(store, Duration.ofMillis(2));
        store.remove(BOB, 3);
        put(store, CAROL, "carol", 1);
        pass(store, Duration.ofMillis(2));
        store.remove(CAROL, 3);
        assertEquals(new StoreStatistics(0, 3), store.statistics());
        store.sweep();

        assertEquals(new StoreStatistics(0, 2), store.statistics());
        put(store, BOB, "alice", 4);
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(store, ALICE, "carol", 1));
    }

    @Test
    void prefixAndPagesAreInOrderAndBounded() throws Exception {
        RegistryStore store = open();
        var ids = new TreeSet<PeerId>();
        for (String name : List.of("alice", "Alba", "alina", "alto", "bob")) {
            put(store, id(name), name, 1);
            ids.add(id(name));
        }

        assertEquals(
                List.of("alice 1 PUBLIC", "alina 1 PUBLIC", "alto 1 PUBLIC"),
                store.findByPrefix("al", 20).stream()
                        .map(RegistryStoreContractTest::says)
                        .toList());
        assertEquals(2, store.findByPrefix("al", 2).size());
        assertEquals(List.of(), store.findByPrefix("alex", 20));
        var listed = new ArrayList<PeerId>();
        PeerId after = null;
        do {
            RecordPage page = store.page(after, 2);
            page.records().forEach(record -> listed.add(idIn(record)));
            after = page.next();
            assertTrue(after == null || after.equals(listed.getLast()));
        } while (after != null);
        assertEquals(List.copyOf(ids), listed);
        assertNull(store.page(null, 5).next());
        assertEquals(List.of(), store.page(ids.last(), 5).records());
    }

    private static String text(SignedRecord record) {
        try {
            return record.record().decodeUtf8();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PeerId idIn(SignedRecord record) {
        return new PeerId(text(record).substring(0, PeerId.LENGTH));
    }

    private static String says(SignedRecord record) {
        return text(record).substring(PeerId.LENGTH + " is ".length());
    }

    @Test
    void aPeerThatIsNotPublicIsNotListedWatchedOrSearched() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        SignedRecord alice = put(store, ALICE, "alice", 1, Visibility.LOOKUP_ONLY);
        SignedRecord bob = put(store, BOB, "bob", 1, Visibility.HIDDEN);

        assertEquals(Optional.of(alice), store.find(ALICE));
        assertEquals(Optional.of(alice), store.find(new PeerName("alice")));
        assertEquals(Optional.of(bob), store.find(BOB));
        assertEquals(Optional.empty(), store.find(new PeerName("bob")));
        assertEquals(List.of(), store.page(null, 10).records());
        assertEquals(List.of(), store.findByPrefix("al", 10));
        assertEquals(List.of(), store.findByPrefix("bo", 10));
        assertEquals(2, store.statistics().leases());
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(store, CAROL, "bob", 1));
        store.remove(ALICE, 2);
        assertEquals(List.of(), since(store, begin));
    }

    @Test
    void aPeerThatHidesIsToldToHaveGoneAndOneThatShowsItselfToHaveCome() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        SignedRecord first = put(store, ALICE, "alice", 1);
        put(store, ALICE, "alice", 2, Visibility.HIDDEN);
        assertEquals(List.of(), store.page(null, 10).records());
        SignedRecord last = put(store, ALICE, "alice", 3);

        assertEquals(
                List.of(new Change.Came(first), new Change.Went(ALICE), new Change.Came(last)),
                since(store, begin));
        assertEquals(List.of(last), store.page(null, 10).records());
    }

    @Test
    void feedIsReadInPartsAndGoesOnWhereItWasLeft() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        var expected = new ArrayList<Change>();
        for (int i = 0; i < 5; i++) {
            expected.add(new Change.Came(put(store, id("peer" + i), "peer-" + i, 1)));
        }
        var read = new ArrayList<Change>();
        Cursor cursor = begin;
        while (read.size() < 5) {
            var part =
                    assertInstanceOf(
                            Changes.Since.class, store.changes(cursor, 2, Duration.ofSeconds(10)));
            assertTrue(part.changes().size() <= 2);
            for (Change.At change : part.changes()) {
                assertTrue(change.position() > cursor.position());
                assertTrue(change.position() <= part.next().position());
                read.add(change.change());
            }
            assertTrue(part.next().isAtLeast(cursor));
            cursor = part.next();
        }

        assertEquals(expected, read);
        assertEquals(List.of(), since(store, cursor));
        assertEquals(expected.subList(0, 5), since(store, begin));
    }

    @Test
    void cursorThatMeansNothingToTheFeedIsToldToResync() throws Exception {
        RegistryStore store = open();
        put(store, ALICE, "alice", 1);
        Cursor now = store.cursor();
        for (Cursor cursor :
                List.of(
                        new Cursor("anotherepoch", now.position()),
                        new Cursor(now.epoch(), now.position() + 1_000_000))) {
            var resync =
                    assertInstanceOf(
                            Changes.Resync.class, store.changes(cursor, 10, Duration.ZERO));
            assertEquals(List.of(), since(store, resync.now()));
        }
    }

    @Test
    void aReaderThatWaitsForAChangeIsToldWhenItComes() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        assertEquals(List.of(), since(store, begin));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Changes> change =
                    others.submit(() -> store.changes(begin, 10, Duration.ofSeconds(60)));
            SignedRecord alice = put(store, ALICE, "alice", 1);

            var since = assertInstanceOf(Changes.Since.class, change.get(30, TimeUnit.SECONDS));
            assertEquals(new Change.Came(alice), since.changes().getFirst().change());
        }
    }

    @Test
    void closeLetsGoWhoWaitsForAChange() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        var ended = new CompletableFuture<Throwable>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                store.changes(begin, 10, Duration.ofSeconds(600));
                                ended.completeExceptionally(new AssertionError("a change"));
                            } catch (IOException e) {
                                ended.complete(e);
                            }
                        });
        store.close();

        assertInstanceOf(IOException.class, ended.get(30, TimeUnit.SECONDS));
        assertThrows(IOException.class, store::probe);
    }

    @Test
    void storeThatWorksPassesItsProbe() throws Exception {
        open().probe();
    }

    /**
     * After each sweep, exactly those peers are listed that were reported to have come and not
     * gone.
     */
    @Test
    void changesAddUpToTheList() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        RegistryStore store = open();
        Cursor begin = store.cursor();
        long sequence = 1;
        for (int step = 0; step < 60; step++) {
            PeerId who = id("peer" + random.nextInt(6));
            sequence++;
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    var visibility = Visibility.values()[Math.max(0, random.nextInt(5) - 2)];
                    put(store, who, "n" + who.text().substring(0, 20), sequence, visibility);
                }
                case 4 -> store.remove(who, sequence);
                case 5 -> renew(store, who);
                case 6 -> store.sweep();
                default -> pass(store, ttl().dividedBy(8));
            }
        }
        passAndSweep(store, Duration.ZERO);

        assertEquals(listed(store), replayed(store, begin), "seed " + seed);
    }

    private static Map<PeerId, SignedRecord> listed(RegistryStore store) throws IOException {
        var listed = new HashMap<PeerId, SignedRecord>();
        store.page(null, 100_000).records().forEach(record -> listed.put(idIn(record), record));
        return listed;
    }

    private static Map<PeerId, SignedRecord> replayed(RegistryStore store, Cursor from)
            throws IOException {
        var told = new HashMap<PeerId, SignedRecord>();
        for (Change change : since(store, from)) {
            switch (change) {
                case Change.Came(SignedRecord record) -> told.put(idIn(record), record);
                case Change.Went(PeerId id) -> assertTrue(told.remove(id) != null);
            }
        }
        return told;
    }

    @Test
    void manyAtOnceGetOneNameOnceAndTheFeedHasOneOrder() throws Exception {
        RegistryStore store = open();
        Cursor begin = store.cursor();
        var start = new CountDownLatch(1);
        var outcomes = new ArrayList<Future<Boolean>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                PeerId who = id("peer" + i);
                String name = "name-" + i % 50;
                outcomes.add(threads.submit(racing(start, store, who, name)));
            }
            start.countDown();
        }
        long winners = 0;
        for (Future<Boolean> outcome : outcomes) {
            winners += outcome.get() ? 1 : 0;
        }

        assertEquals(50, winners);
        assertEquals(50, store.statistics().leases());
        assertEquals(listed(store), replayed(store, begin));
    }

    private static Callable<Boolean> racing(
            CountDownLatch start, RegistryStore store, PeerId who, String name) {
        return () -> {
            start.await();
            try {
                put(store, who, name, 1);
                return true;
            } catch (RequestRefusedException e) {
                assertEquals(ErrorCode.NAME_TAKEN, e.code());
                return false;
            }
        };
    }
}
