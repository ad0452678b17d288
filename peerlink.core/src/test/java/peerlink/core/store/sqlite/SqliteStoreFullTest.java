package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.store.MessageStoreContractTest.BOB;
import static peerlink.core.store.MessageStoreContractTest.CAROL;
import static peerlink.core.store.MessageStoreContractTest.SELF;
import static peerlink.core.store.MessageStoreContractTest.STREAM;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.core.fixture.JavaProcess;
import peerlink.core.store.MessageStore;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStoreContractTest;

/** Checks messages for which there is no room, and the store after that. */
class SqliteStoreFullTest {
    @TempDir private Path directory;
    @TempDir private Path temporary;

    @Test
    @Timeout(60)
    void aMessageWithoutRoomIsRefusedAndTheRestStays() throws Exception {
        try (SqliteStore store = openWithRoomFor(40)) {
            assertNull(outcome(submit(store, 1, 100_000)));
            IOException failure = outcome(submit(store, 2, 400_000));
            assertNotNull(failure);
            assertEquals(
                    "can't write to %s: the disk is full (free some space)"
                            .formatted(directory.resolve("messages.db")),
                    failure.getMessage());
            assertEquals(1, store.read(BOB).lastSeq());
            assertNull(outcome(submit(store, 3, 100)));
            assertEquals(2, store.read(BOB).pending().size());
        }
        try (SqliteStore store = SqliteStore.open(directory)) {
            assertEquals(2, store.read(BOB).pending().size());
            assertNull(outcome(submit(store, 4, 400_000)));
        }
    }

    @Test
    @Timeout(60)
    void messagesAfterOneThatHadNoRoomAreRefusedToo() throws Exception {
        try (SqliteStore store = openWithRoomFor(40)) {
            IOException failure = outcome(receive(store, 0, 1, 400_000));
            assertNotNull(failure);
            assertNotNull(outcome(receive(store, 1, 2, 10)));
            assertNull(outcome(receive(store, 0, 2, 10)));
            assertEquals(2, store.read(BOB).received().get(STREAM).seq());
        }
    }

    @Test
    @Timeout(60)
    void aChangeThatMakesRoomDoesNotFailWithThoseThatNeedIt() throws Exception {
        try (SqliteStore store = openWithRoomFor(80)) {
            assertNull(outcome(submit(store, 1, 400_000)));
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Object> held = new CompletableFuture<>();
            store.apply(
                    new Change.Advance(CAROL, STREAM, 0, 1, "m"),
                    _ -> {
                        held.complete(go);
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            held.get(60, TimeUnit.SECONDS);
            // one transaction
            List<CompletableFuture<@Nullable IOException>> all = new ArrayList<>();
            all.add(submit(store, 2, 400_000));
            all.add(submit(store, 3, 10));
            all.add(apply(store, new Change.Settle(BOB, 1, Instant.EPOCH)));
            go.countDown();
            assertNotNull(outcome(all.get(0)));
            assertNotNull(outcome(all.get(1)));
            assertNull(outcome(all.get(2)));
            assertEquals(List.of(), store.read(BOB).pending());
            assertNull(outcome(submit(store, 4, 400_000)));
        }
    }

    @Test
    @Timeout(120)
    void aFullFileSystemIsSurvived() throws Exception {
        // a mount of its own, which ends with the process
        List<String> command =
                new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-c"));
        command.add("mount -t tmpfs -o size=8m none \"$0\" && echo mounted && exec \"$@\"");
        command.add(directory.toString());
        command.addAll(JavaProcess.command(temporary, FullDisk.class, directory));
        String output = run(command);
        boolean isSkipped = !output.startsWith("mounted\n");
        if (isSkipped) {
            System.err.println("SKIPPED: no small file system can be made here: " + output);
        }
        Assumptions.assumeFalse(isSkipped, output);
        assertTrue(output.endsWith("done\n"), output);
    }

    /** Returns the output of a command, or the reason why there is no such command. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return output;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Opens a store whose file has at most so many pages of 8 KiB. */
    private SqliteStore openWithRoomFor(int pages) throws Exception {
        MessageDatabase database = MessageDatabase.open(directory, MessageSchema.CURRENT);
        try (ResultSet row = database.prepare("PRAGMA max_page_count = " + pages).executeQuery()) {
            assertEquals(pages, row.getInt(1));
        }
        return SqliteStore.on(database);
    }

    private static CompletableFuture<@Nullable IOException> submit(
            SqliteStore store, long seq, int size) {
        Message message =
                new Message(
                        "m",
                        SELF,
                        BOB,
                        "a/b",
                        Bytes.wrap(new byte[size]),
                        Instant.ofEpochMilli(seq));
        return apply(store, new Change.Submit(BOB, STREAM, seq, message, 0));
    }

    private static CompletableFuture<@Nullable IOException> receive(
            SqliteStore store, long previous, long seq, int size) {
        Message message =
                new Message(
                        "m",
                        BOB,
                        SELF,
                        "a/b",
                        Bytes.wrap(new byte[size]),
                        Instant.ofEpochMilli(seq));
        return apply(
                store,
                new Change.Receive(
                        BOB,
                        STREAM,
                        previous,
                        seq,
                        new MessageStore.Kept(
                                seq,
                                message,
                                MessageStoreContractTest.CLAIMED,
                                Instant.ofEpochMilli(seq))));
    }

    private static CompletableFuture<@Nullable IOException> apply(
            SqliteStore store, Change change) {
        CompletableFuture<@Nullable IOException> outcome = new CompletableFuture<>();
        store.apply(change, outcome::complete);
        return outcome;
    }

    private static @Nullable IOException outcome(CompletableFuture<@Nullable IOException> outcome)
            throws Exception {
        return outcome.get(60, TimeUnit.SECONDS);
    }
}
