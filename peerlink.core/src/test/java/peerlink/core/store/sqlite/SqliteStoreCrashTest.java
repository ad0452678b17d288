package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.store.MessageStoreContractTest.BOB;
import static peerlink.core.store.MessageStoreContractTest.STREAM;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.core.fixture.JavaProcess;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry.Direction;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore.Kept;
import peerlink.core.store.MessageStore.PeerState;
import peerlink.core.store.MessageStore.Pending;
import peerlink.core.store.MessageStore.Position;
import peerlink.core.store.MessageStoreContractTest;

/**
 * Kills a process while it writes, and checks that every change it has told of is there, and none
 * by half.
 */
class SqliteStoreCrashTest {
    @TempDir private Path directory;
    @TempDir private Path temporary;

    @Test
    @Timeout(300)
    void aChangeThatWasToldIsThereWheneverTheProcessIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long before = 0;
        for (int kill = 0; kill < 5; kill++) {
            long told = writeAndKill(before + 1 + random.nextInt(5000));
            before = assertWhole(told, "seed " + seed);
        }
    }

    @Test
    @Timeout(120)
    void aProcessThatHasItOpenKeepsOthersOut() throws Exception {
        Process process = start();
        try (BufferedReader lines = process.inputReader()) {
            assertEquals("1", lines.readLine());
            IOException e = assertThrows(IOException.class, () -> SqliteStore.open(directory));
            assertTrue(e.getMessage().contains("is in use by another program"), e.getMessage());
            // the process is not disturbed by that
            long now = Long.parseLong(lines.readLine());
            while (Long.parseLong(lines.readLine()) < now + 5000) {
                assertTrue(process.isAlive());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * Returns the number of the last pair that the process told of, which is at least the wanted
     * one.
     */
    private long writeAndKill(long wanted) throws Exception {
        Process process = start();
        long told = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = Long.parseLong(line);
                if (told == wanted) {
                    // SIGKILL; the process's own method would close the pipe, with the data that is
                    // still in it
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertTrue(told >= wanted, "ended by itself after " + told);
        return told;
    }

    /** Returns the number of the last pair that is there. */
    private long assertWhole(long told, String context) throws Exception {
        try (SqliteStore store = SqliteStore.open(directory)) {
            PeerState state = store.read(BOB);
            long last = state.lastSeq();
            assertTrue(last >= told, () -> context + ": " + told + " was told, " + last + " kept");
            // the pairs are two changes: one more message of ours may be there
            Position position = state.received().get(STREAM);
            assertTrue(position.seq() == last || position.seq() == last - 1, context);
            assertTrue(position.seq() >= told, context);
            assertEquals("t" + position.seq(), position.id(), context);
            assertEquals(position.seq(), store.lastNumber(), context);

            List<Long> ours = state.pending().stream().map(Pending::seq).toList();
            assertEquals(range(ours.getFirst(), last), ours, context);
            assertTrue(ours.getFirst() <= Math.max(1, last - StoreWriter.DELAY + 1), context);
            List<Long> theirs = state.unhandled().stream().map(Kept::number).toList();
            assertEquals(range(theirs.getFirst(), position.seq()), theirs, context);
            assertTrue(theirs.getFirst() <= Math.max(1, last - StoreWriter.DELAY + 1), context);
            assertJournal(store, ours.getFirst() - 1, position.seq(), context);
            // the writer goes on with the next pair
            if (position.seq() < last) {
                store.apply(
                        MessageStoreContractTest.receive(BOB, position.seq(), last, last), _ -> {});
            }
            return last;
        }
    }

    /** Checks that the journal has each message once and in order: ours, and Bob's. */
    private static void assertJournal(SqliteStore store, long sent, long received, String context)
            throws Exception {
        CursorStatus cursor = store.journal().cursors().getFirst();
        List<JournalStore.Row> rows =
                store.journal().read(StoreWriter.CURSOR, 0, Integer.MAX_VALUE);
        assertEquals(cursor.waiting(), rows.size(), context);
        assertEquals(
                range(cursor.acknowledged() + 1, cursor.acknowledged() + rows.size()),
                rows.stream().map(JournalStore.Row::number).toList(),
                context);
        assertEquals(sent + received, cursor.acknowledged() + rows.size(), context);
        assertEnds(rows, Direction.SENT, "o", sent, context);
        assertEnds(rows, Direction.RECEIVED, "t", received, context);
    }

    private static void assertEnds(
            List<JournalStore.Row> rows,
            Direction direction,
            String prefix,
            long last,
            String context) {
        List<String> ids =
                rows.stream()
                        .filter(row -> row.direction() == direction)
                        .map(row -> row.message().id())
                        .toList();
        List<String> expected =
                LongStream.rangeClosed(last - ids.size() + 1, last)
                        .mapToObj(n -> prefix + n)
                        .toList();
        assertEquals(expected, ids, context);
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(JavaProcess.command(temporary, StoreWriter.class, directory))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
