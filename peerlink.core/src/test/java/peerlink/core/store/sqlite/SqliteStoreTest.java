package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.core.fixture.TestPeers;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.store.MessageStore;
import peerlink.core.store.MessageStoreContractTest;

class SqliteStoreTest extends MessageStoreContractTest {
    @TempDir private Path home;

    @Override
    public SqliteStore open() throws Exception {
        // a path may have these characters, which a URI reads otherwise
        Path directory = home.resolve("a b?c#d%41&mode=ro;é");
        PrivateFiles.makeDirectory(directory);
        return SqliteStore.open(directory);
    }

    @Test
    @Timeout(60)
    void changesThatGatherShareATransaction() throws Exception {
        try (SqliteStore store = SqliteStore.open(home)) {
            CountDownLatch go = hold(store);
            long before = store.transactions();
            CompletableFuture<Object> last = new CompletableFuture<>();
            for (int seq = 2; seq < 2 + 2 * SqliteStore.MAX_CHANGES; seq++) {
                store.apply(submit(BOB, seq), _ -> {});
            }
            store.apply(
                    new MessageStore.Change.Settle(BOB, 10, Instant.EPOCH),
                    _ -> last.complete(home));
            go.countDown();
            last.get(60, TimeUnit.SECONDS);
            assertEquals(3, store.transactions() - before);
        }
    }

    @Test
    @Timeout(60)
    void aTransactionHasNoMoreContentThanKeepsOthersWaitingShortly() throws Exception {
        try (SqliteStore store = SqliteStore.open(home)) {
            CountDownLatch go = hold(store);
            long before = store.transactions();
            int enough = (int) (SqliteStore.MAX_BYTES / Message.MAX_CONTENT);
            Bytes content = Bytes.wrap(new byte[Message.MAX_CONTENT]);
            CompletableFuture<Object> last = new CompletableFuture<>();
            for (int seq = 2; seq < 2 + 2 * enough; seq++) {
                Message message =
                        new Message("m", SELF, BOB, "a/b", content, Instant.ofEpochMilli(seq));
                store.apply(
                        new MessageStore.Change.Submit(BOB, STREAM, seq, message, 0),
                        _ -> last.complete(home));
            }
            go.countDown();
            store.lastNumber();
            assertTrue(last.isDone());
            assertEquals(2, store.transactions() - before);
        }
    }

    @Test
    void aChangeIsInTheFilesWhenItsResultIsTold() throws Exception {
        List<CompletableFuture<Path>> copies = new ArrayList<>();
        try (SqliteStore store = SqliteStore.open(home)) {
            for (int seq = 1; seq <= 3; seq++) {
                Path copy = Files.createDirectory(home.resolve("copy " + seq));
                CompletableFuture<Path> copied = new CompletableFuture<>();
                copies.add(copied);
                store.apply(
                        submit(BOB, seq),
                        _ -> copied.completeAsync(() -> copyFiles(copy), Runnable::run));
                copied.get(60, TimeUnit.SECONDS);
            }
        }
        for (int i = 0; i < copies.size(); i++) {
            try (SqliteStore copy = SqliteStore.open(copies.get(i).get())) {
                assertEquals(i + 1, copy.read(BOB).pending().size());
            }
        }
    }

    private Path copyFiles(Path to) {
        try (var files = Files.list(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log holds changes that the file does not have yet. */
    @ParameterizedTest
    @ValueSource(strings = {"messages.db", "messages.db-wal", "."})
    void aStoreWhoseFileIsRemovedTakesNothingMoreUntilItIsPutBack(String name) throws Exception {
        Path directory = home.resolve("profile");
        PrivateFiles.makeDirectory(directory);
        Path removed = directory.resolve(name).normalize();
        Path aside = home.resolve("aside");
        try (SqliteStore store = SqliteStore.open(directory)) {
            assertEquals("made", outcome(store, submit(BOB, 1)));
            store.requireInPlace();

            Files.move(removed, aside);
            assertTrue(outcome(store, submit(BOB, 2)).contains("was removed while it was in use"));
            assertThrows(IOException.class, store::requireInPlace);

            Files.move(aside, removed);
            assertEquals("made", outcome(store, submit(BOB, 2)));
        }
        try (SqliteStore again = SqliteStore.open(directory)) {
            assertEquals(2, again.read(BOB).pending().size());
        }
    }

    @Test
    void aStoreWhoseFileIsReplacedTakesNothingMore() throws Exception {
        Path file = home.resolve(MessageDatabase.FILE_NAME);
        try (SqliteStore store = SqliteStore.open(home)) {
            assertEquals("made", outcome(store, submit(BOB, 1)));
            Path copy = Files.copy(file, home.resolve("copy"));
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
            String told = outcome(store, submit(BOB, 2));
            assertTrue(told.contains("was replaced by another file"), told);
        }
    }

    private static String outcome(SqliteStore store, MessageStore.Change change) throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        store.apply(
                change,
                failure -> told.complete(failure == null ? "made" : Printable.reason(failure)));
        return told.get(60, TimeUnit.SECONDS);
    }

    @Test
    void filesAreForTheirUserAlone() throws Exception {
        try (SqliteStore store = SqliteStore.open(home)) {
            store.lastNumber();
            try (var files = Files.list(home)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
            assertTrue(Files.exists(home.resolve("messages.db-wal")));
        }
        try (var files = Files.list(home)) {
            assertEquals(1, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void aDroppedMessageIsNoLongerInTheFile() throws Exception {
        for (boolean isDropped : new boolean[] {false, true}) {
            try (SqliteStore store = SqliteStore.open(home)) {
                if (isDropped) {
                    store.apply(new MessageStore.Change.Settle(BOB, 100, Instant.EPOCH), _ -> {});
                } else {
                    for (int seq = 1; seq <= 100; seq++) {
                        store.apply(submit(BOB, seq), _ -> {});
                    }
                }
            }
            String content =
                    Files.readString(home.resolve("messages.db"), StandardCharsets.ISO_8859_1);
            assertEquals(!isDropped, content.contains("hello o"));
        }
    }

    @Test
    void aSecondOneIsRefusedAndTheFirstGoesOn() throws Exception {
        try (SqliteStore store = SqliteStore.open(home)) {
            IOException e = assertThrows(IOException.class, () -> SqliteStore.open(home));
            assertEquals(
                    home.resolve("messages.db")
                            + " is in use by another program (end that, and try again)",
                    e.getMessage());
            CompletableFuture<Object> outcome = new CompletableFuture<>();
            store.apply(submit(BOB, 1), failure -> outcome.complete(failure == null));
            assertEquals(true, outcome.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void itsOwnThreadMayNotReadButMayClose() throws Exception {
        CompletableFuture<Object> read = new CompletableFuture<>();
        SqliteStore store = SqliteStore.open(home);
        store.apply(
                submit(BOB, 1),
                _ -> {
                    try {
                        read.complete(store.read(BOB));
                    } catch (IOException | RuntimeException e) {
                        read.complete(e);
                    }
                    store.close();
                });
        assertEquals(IllegalStateException.class, read.get(60, TimeUnit.SECONDS).getClass());
        store.close();
    }

    @Test
    @Timeout(60)
    void aCallerHasItsChangeOnDiskWhenItReturnsFromCommitting() throws Exception {
        List<Thread> tellers = new ArrayList<>();
        try (SqliteStore store = SqliteStore.open(home)) {
            for (int seq = 1; seq <= 20; seq++) {
                // keeps no other thread busy, and so nobody else can be at it
                store.apply(submit(BOB, seq), MessageStore.Committer.CALLER, told(tellers));
                store.commit();
            }
        }
        // unless this thread was held up for the length of the pause
        assertTrue(tellers.contains(Thread.currentThread()));
        try (SqliteStore store = SqliteStore.open(home)) {
            assertEquals(20, store.read(BOB).pending().size());
        }
    }

    private static int number(String outcome) {
        return Integer.parseInt(outcome.replace("!", ""));
    }

    private static Consumer<@Nullable IOException> told(List<Thread> tellers) {
        return failure -> {
            if (failure == null) {
                tellers.add(Thread.currentThread());
            }
        };
    }

    @Test
    @Timeout(60)
    void callersThatCommitWhileItIsClosedAreToldOnce() throws Exception {
        int threads = 8;
        SqliteStore store = SqliteStore.open(home);
        List<List<String>> told = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            PeerId peer = TestPeers.id(10 + t);
            List<String> mine = Collections.synchronizedList(new ArrayList<>());
            told.add(mine);
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int seq = 1; seq <= 300; seq++) {
                                            // every tenth one does not follow, and fails alone
                                            long number = seq % 10 == 0 ? 1 : seq;
                                            String name = String.valueOf(seq);
                                            store.apply(
                                                    submit(peer, number),
                                                    MessageStore.Committer.CALLER,
                                                    failure ->
                                                            mine.add(
                                                                    name
                                                                            + (failure == null
                                                                                    ? ""
                                                                                    : "!")));
                                            store.commit();
                                            first.countDown();
                                        }
                                    }));
        }
        first.await();
        store.close();
        for (Thread caller : callers) {
            caller.join();
        }
        try (SqliteStore again = SqliteStore.open(home)) {
            for (int t = 0; t < threads; t++) {
                // a change that comes too late fails at once, before earlier ones are made
                List<String> mine = new ArrayList<>(told.get(t));
                mine.sort(Comparator.comparingInt(each -> number(each)));
                assertEquals(300, mine.size());
                int kept = 0;
                boolean isClosed = false;
                for (int seq = 1; seq <= 300; seq++) {
                    String outcome = mine.get(seq - 1);
                    assertEquals(seq, number(outcome));
                    boolean failed = outcome.endsWith("!");
                    isClosed |= failed && seq % 10 != 0;
                    assertEquals(seq % 10 == 0 || isClosed, failed, outcome);
                    kept += failed ? 0 : 1;
                }
                assertEquals(kept, again.read(TestPeers.id(10 + t)).pending().size());
            }
        }
    }

    @Test
    void aThreadInterruptedWhileClosingWaitsAllTheSame() throws Exception {
        SqliteStore store = SqliteStore.open(home);
        CompletableFuture<Object> told = new CompletableFuture<>();
        store.apply(submit(BOB, 1), _ -> told.complete(home));
        Thread.currentThread().interrupt();
        store.close();
        assertTrue(Thread.interrupted());
        assertTrue(told.isDone());
    }

    /** Makes the store's thread wait while it tells of a message, so that changes gather. */
    private static CountDownLatch hold(SqliteStore store) throws Exception {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        store.apply(
                submit(BOB, 1),
                _ -> {
                    holds.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        holds.await();
        return go;
    }
}
