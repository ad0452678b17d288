package peerlink.registry.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;

/**
 * An embedded store mends or refuses a folder in which something is missing, or not as it was
 * written.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DamagedFolderTest {
    private static final Duration TTL = Duration.ofSeconds(90);
    private static final int MANY = 1 << 30;

    private final TestClock clock = new TestClock();

    @TempDir Path parent;

    private EmbeddedStore open(Path folder, int maxLog) throws IOException {
        return EmbeddedStore.inFolder(folder, StoreSettings.of(TTL, 1_000), clock, maxLog);
    }

    private EmbeddedStore open(Path folder) throws IOException {
        return open(folder, MANY);
    }

    /** Returns a folder with one log, of so many registrations. */
    private Path folder(int registrations) throws Exception {
        Path folder = Files.createTempDirectory(parent, "store");
        try (RegistryStore store = open(folder)) {
            for (int i = 0; i < registrations; i++) {
                store.put(Registrant.record(i));
            }
        }
        return folder;
    }

    private static Path log(Path folder) {
        return folder.resolve("leases-00000001.log");
    }

    /** Returns the offset at which each entry ends, the header first. */
    private static List<Integer> ends(Path log) throws IOException {
        var ends = new ArrayList<Integer>();
        try (LogReader reader = LogReader.open(log)) {
            do {
                ends.add((int) reader.offset());
            } while (reader.next() != null);
        }
        return ends;
    }

    private static List<LogEntry> entries(Path log) throws IOException {
        var entries = new ArrayList<LogEntry>();
        try (LogReader reader = LogReader.open(log)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        } catch (DamageException e) {
            // entries before the cut count
        }
        return entries;
    }

    @Test
    void logCutAtAnyByteKeepsTheWholeEntriesBeforeIt() throws Exception {
        Path log = log(folder(6));
        byte[] bytes = Files.readAllBytes(log);
        List<Integer> ends = ends(log);
        List<LogEntry> all = entries(log);
        Path cut = parent.resolve("cut.log");
        for (int length = FileHeader.LENGTH; length <= bytes.length; length++) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            int end = length;
            int whole = (int) ends.stream().filter(e -> e <= end).count() - 1;
            assertEquals(all.subList(0, whole), entries(cut), "at " + length);
        }
    }

    @Test
    void logWithAnyByteChangedKeepsTheEntriesBeforeItAndNoOther() throws Exception {
        Path log = log(folder(6));
        byte[] bytes = Files.readAllBytes(log);
        List<Integer> ends = ends(log);
        List<LogEntry> all = entries(log);
        Path changed = parent.resolve("changed.log");
        var random = new Random(7);
        for (int at = FileHeader.LENGTH; at < bytes.length; at++) {
            byte[] other = bytes.clone();
            other[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(changed, other);
            int place = at;
            int whole = (int) ends.stream().filter(e -> e <= place).count() - 1;
            assertEquals(all.subList(0, whole), entries(changed), "at " + at);
        }
    }

    @Test
    void damagedEndIsMovedAsideAndTheStoreGoesOn() throws Exception {
        for (int cut : List.of(1, 50, 200, 400)) {
            Path folder = folder(5);
            byte[] bytes = Files.readAllBytes(log(folder));
            int length = bytes.length - cut;
            List<Integer> ends = ends(log(folder));
            Files.write(log(folder), Arrays.copyOf(bytes, length));
            int kept = ends.stream().filter(e -> e <= length).max(Integer::compare).orElseThrow();
            Cursor cursor;
            try (RegistryStore store = open(folder)) {
                cursor = store.cursor();
                store.put(Registrant.record(9));
            }
            if (kept < length) {
                assertEquals(length - kept, Files.size(folder.resolve("leases-00000001.log.cut")));
            }
            try (RegistryStore store = open(folder)) {
                assertTrue(store.find(Registrant.id(0)).isPresent());
                assertTrue(store.find(Registrant.id(9)).isPresent());
                assertInstanceOf(Changes.Since.class, store.changes(cursor, 10, Duration.ZERO));
            }
        }
    }

    /**
     * A watcher may have been told of the change that is lost; its position goes to another one
     * now.
     */
    @Test
    void cursorFromBeforeACutIsToldToResync() throws Exception {
        Path folder = folder(3);
        Cursor before;
        try (RegistryStore store = open(folder)) {
            before = store.cursor();
        }
        byte[] bytes = Files.readAllBytes(log(folder));
        Files.write(log(folder), Arrays.copyOf(bytes, bytes.length - 1));

        try (RegistryStore store = open(folder)) {
            assertInstanceOf(Changes.Resync.class, store.changes(before, 10, Duration.ZERO));
            assertNotEquals(before.epoch(), store.cursor().epoch());
        }
    }

    @Test
    void watcherGoesOnAcrossARestartWithWhatItHasMissed() throws Exception {
        Path folder = folder(3);
        Cursor before;
        try (RegistryStore store = open(folder)) {
            before = store.cursor();
            store.put(Registrant.record(7));
        }
        try (RegistryStore store = open(folder)) {
            var since =
                    assertInstanceOf(Changes.Since.class, store.changes(before, 10, Duration.ZERO));
            assertEquals(
                    List.of(new Change.Came(Registrant.record(7).signed())),
                    since.changes().stream().map(Change.At::change).toList());
        }
    }

    private static void assertRefused(String what, Path folder) {
        IOException refusal =
                assertThrows(
                        IOException.class,
                        () ->
                                EmbeddedStore.inFolder(
                                        folder,
                                        StoreSettings.of(TTL, 1_000),
                                        new TestClock(),
                                        MANY));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(what) && message.contains("backup"), message);
    }

    /** Returns a folder with a snapshot, and the log that goes on from it. */
    private Path folderWithSnapshot() throws Exception {
        Path folder = Files.createTempDirectory(parent, "store");
        try (RegistryStore store = open(folder, 500)) {
            for (int i = 0; i < 40; i++) {
                store.put(Registrant.record(i));
            }
            Nodes.await("a snapshot", () -> newest(folder, ".snapshot").isPresent());
        }
        return folder;
    }

    private static Optional<Path> newest(Path folder, String end) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).max(Path::compareTo);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void damagedSnapshotIsAnErrorThatSaysWhatToDo() throws Exception {
        Path folder = folderWithSnapshot();
        Path snapshot = newest(folder, ".snapshot").orElseThrow();
        byte[] bytes = Files.readAllBytes(snapshot);
        for (int at = 0; at < bytes.length; at += 37) {
            byte[] other = bytes.clone();
            other[at] ^= 4;
            Files.write(snapshot, other);
            assertRefused("snapshot", folder);
        }
        List<Integer> ends = ends(rewritten(snapshot, bytes));
        for (int length : List.of(0, 10, ends.get(1), ends.get(ends.size() - 2))) {
            Files.write(snapshot, Arrays.copyOf(bytes, length));
            assertRefused("snapshot", folder);
        }
        open(rewritten(snapshot, bytes).getParent()).close();
    }

    private static Path rewritten(Path file, byte[] bytes) throws IOException {
        return Files.write(file, bytes);
    }

    @Test
    void missingOrForeignLogIsAnError() throws Exception {
        Path folder = folderWithSnapshot();
        // not the newest one, before which there may be another by now
        Path snapshot = newest(folder, ".snapshot").orElseThrow();
        Path log =
                snapshot.resolveSibling(
                        snapshot.getFileName().toString().replace(".snapshot", ".log"));
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Files.readAllBytes(log(folder(1))));
        assertRefused("log", folder);
        Files.write(log, Arrays.copyOf(bytes, 3));
        assertRefused("log", folder);
        Files.delete(log);
        assertRefused("missing", folder);
        Files.write(log, bytes);

        open(folder).close();
    }

    @Test
    void halfWrittenSnapshotIsForgotten() throws Exception {
        Path folder = folder(3);
        Path unfinished = folder.resolve("leases-00000002.snapshot.unfinished");
        Files.writeString(unfinished, "half of it");
        try (RegistryStore store = open(folder)) {
            assertEquals(3, store.statistics().leases());
        }
        assertTrue(Files.notExists(unfinished));
    }

    @Test
    void filesAreTheirOwnersAlone() throws Exception {
        Assumptions.assumeTrue(
                parent.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path folder = folderWithSnapshot();
        assertEquals("rwx------", permissions(folder));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void fullDiskIsToldToWhoRegistersAndNothingMoreIsPromised() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full));
        FileHeader header = new FileHeader(1, 0);
        try (StoreFolder folder = StoreFolder.take(parent.resolve("full"));
                // the journal checks that its log is in its place
                var _ = folder.createLog(header);
                var journal =
                        new DiskJournal(
                                folder,
                                header,
                                FileChannel.open(full, StandardOpenOption.WRITE),
                                0,
                                position -> {
                                    throw new AssertionError("durable: " + position);
                                })) {
            journal.start(never());
            long position = journal.append(new LogEntry.Alive(1));
            journal.commit();

            IOException failure = assertThrows(IOException.class, () -> journal.await(position));
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("No space left on device"),
                    failure.getMessage());
            assertTrue(String.valueOf(failure.getMessage()).contains("make room"));
            assertThrows(IOException.class, journal::probe);
            assertThrows(IOException.class, () -> journal.append(new LogEntry.Alive(2)));
        }
    }

    @Test
    void aLogThatIsRemovedUnderARunningRegistryPromisesNothingMore() throws Exception {
        FileHeader header = new FileHeader(1, 0);
        try (StoreFolder folder = StoreFolder.take(parent.resolve("removed"));
                var journal =
                        new DiskJournal(folder, header, folder.createLog(header), 0, _ -> {})) {
            journal.start(never());
            long first = journal.append(new LogEntry.Alive(1));
            journal.commit();
            journal.await(first);

            Files.delete(folder.log(1));
            long second = journal.append(new LogEntry.Alive(2));
            journal.commit();
            IOException failure = assertThrows(IOException.class, () -> journal.await(second));
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("removed while it was in use"),
                    failure.getMessage());
            assertThrows(IOException.class, journal::probe);
        }
    }

    private static DiskJournal.Rotation never() {
        return new DiskJournal.Rotation() {
            @Override
            public boolean isDue(long logSize) {
                return false;
            }

            @Override
            public void rotated(FileHeader next) {
                throw new AssertionError("never due");
            }
        };
    }

    @Test
    void leaseIsGivenTheTimeThatTheStoreWasDown() throws Exception {
        Path folder = folder(1);
        clock.advance(Recovery.MAX_DOWNTIME);
        try (RegistryStore store = open(folder)) {
            assertTrue(store.isLeased(Registrant.id(0)));
            clock.advance(TTL.minusMillis(1));
            assertTrue(store.isLeased(Registrant.id(0)));
            assertEquals(0, store.sweep().ended());
            clock.advance(Duration.ofMillis(1));
            assertTrue(!store.isLeased(Registrant.id(0)));
            clock.advance(Duration.ofSeconds(1));
            assertEquals(1, store.sweep().ended());
        }
    }

    /**
     * The peer is shown to nobody, since its address may be another's by now; but it may be on the
     * way back.
     */
    @Test
    void leaseOfAStoreThatWasDownForLongIsNotEndedBeforeItsPeerCouldRenewIt() throws Exception {
        Path folder = folder(2);
        clock.advance(Duration.ofHours(2));
        try (RegistryStore store = open(folder)) {
            assertTrue(!store.isLeased(Registrant.id(0)));
            assertEquals(List.of(), store.page(null, 10).records());
            clock.advance(TTL.minusSeconds(1));
            assertEquals(0, store.sweep().ended());
            // signed by the machine's clock, and so not too old by this one
            assertEquals(List.of(Renewal.RENEWED), store.renew(List.of(Registrant.id(0))));
            assertTrue(store.isLeased(Registrant.id(0)));
            clock.advance(Duration.ofSeconds(2));
            assertEquals(1, store.sweep().ended());
            assertTrue(store.isLeased(Registrant.id(0)));
            assertEquals(List.of(Renewal.NOT_REGISTERED), store.renew(List.of(Registrant.id(1))));
        }
    }

    /**
     * Snapshots are written while the store goes on: the logs bring any snapshot to the same, and
     * watchers too.
     */
    @Test
    void snapshotsOfABusyStoreComeToWhatItHeld() throws Exception {
        Path folder = Files.createTempDirectory(parent, "store");
        List<String> before;
        Map<Cursor, Map<PeerId, SignedRecord>> told;
        try (RegistryStore store = open(folder, 3_000)) {
            Cursor begin = store.cursor();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int thread = 0; thread < 8; thread++) {
                    long seed = thread;
                    threads.submit(() -> disturb(store, new Random(seed)));
                }
            }
            before = state(store);
            told = told(store, begin);
        }
        try (RegistryStore store = open(folder)) {
            assertEquals(before, state(store));
            Map<PeerId, SignedRecord> listed = listed(store);
            int resumed = 0;
            for (var watcher : told.entrySet()) {
                if (store.changes(watcher.getKey(), 10_000, Duration.ZERO)
                        instanceof Changes.Since since) {
                    since.changes().forEach(change -> apply(change.change(), watcher.getValue()));
                    assertEquals(listed, watcher.getValue(), () -> "from " + watcher.getKey());
                    resumed++;
                }
            }
            assertTrue(resumed > 0);
        }
    }

    /** Returns the peers that a watcher takes to be listed, at each cursor. */
    private static Map<Cursor, Map<PeerId, SignedRecord>> told(RegistryStore store, Cursor begin)
            throws IOException {
        var told = new LinkedHashMap<Cursor, Map<PeerId, SignedRecord>>();
        var now = new HashMap<PeerId, SignedRecord>();
        Cursor cursor = begin;
        while (store.changes(cursor, 1, Duration.ZERO) instanceof Changes.Since since
                && !since.changes().isEmpty()) {
            apply(since.changes().getFirst().change(), now);
            cursor = since.next();
            told.put(cursor, new HashMap<>(now));
        }
        return told;
    }

    private static Map<PeerId, SignedRecord> listed(RegistryStore store) throws IOException {
        var listed = new HashMap<PeerId, SignedRecord>();
        for (SignedRecord record : store.page(null, 1_000).records()) {
            listed.put(idIn(record), record);
        }
        return listed;
    }

    private static void apply(Change change, Map<PeerId, SignedRecord> listed) {
        switch (change) {
            case Change.Came(SignedRecord record) -> listed.put(idIn(record), record);
            case Change.Went(PeerId id) -> listed.remove(id);
        }
    }

    private static PeerId idIn(SignedRecord record) {
        try {
            return new PeerId(record.record().decodeUtf8().substring(0, PeerId.LENGTH));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Void disturb(RegistryStore store, Random random) throws IOException {
        for (int step = 0; step < 150; step++) {
            PeerId who = Registrant.id(random.nextInt(300));
            long sequence = random.nextInt(1_000_000);
            try {
                if (random.nextInt(4) == 0) {
                    store.remove(who, sequence);
                } else {
                    store.put(
                            new PeerRecord(
                                    new SignedRecord(
                                            Bytes.utf8(who + " " + sequence),
                                            Bytes.wrap(new byte[ProtocolLimits.SIGNATURE])),
                                    who,
                                    sequence,
                                    System.currentTimeMillis(),
                                    new PeerName("peer-" + random.nextInt(300)),
                                    Visibility.values()[random.nextInt(3)]));
                }
            } catch (RequestRefusedException e) {
                // another one was quicker
            }
        }
        return null;
    }

    private static List<String> state(RegistryStore store) throws IOException {
        var state = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            state.add(i + " " + store.find(Registrant.id(i)));
            state.add(i + " " + store.find(new PeerName("peer-" + i)));
            for (long sequence : List.of(0L, 100_000L, 500_000L, 900_000L)) {
                try {
                    store.checkRemoval(Registrant.id(i), sequence);
                    state.add("free after " + sequence);
                } catch (RequestRefusedException e) {
                    state.add(e.getMessage());
                }
            }
        }
        state.add(store.statistics().toString());
        state.add(store.page(null, 1_000).toString());
        return state;
    }
}
