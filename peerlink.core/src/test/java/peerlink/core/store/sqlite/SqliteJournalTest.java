package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.store.MessageStoreContractTest.BOB;
import static peerlink.core.store.MessageStoreContractTest.CAROL;
import static peerlink.core.store.MessageStoreContractTest.CLAIMED;
import static peerlink.core.store.MessageStoreContractTest.SELF;
import static peerlink.core.store.MessageStoreContractTest.STREAM;
import static peerlink.core.store.MessageStoreContractTest.receive;
import static peerlink.core.store.MessageStoreContractTest.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStore.Kept;

/** Checks what the journal of a database keeps, drops and tells. */
class SqliteJournalTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

    @TempDir private Path home;
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(home);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void withoutACursorNothingIsKept() throws Exception {
        make(submit(BOB, 1));
        make(new Change.Deliver(BOB, 1, TIME));
        make(new Change.Settle(BOB, 1, TIME));
        make(receive(BOB, 0, 1, 1));
        make(new Change.Handle(BOB, 1));
        make(new Change.TakeRequest(CAROL, message("r", 3), CLAIMED, TIME));
        assertEquals(new JournalStore.State(0, 0, false, null, false), store.journal().state());
        make(new Change.OpenCursor("late", CursorKind.STRICT));
        assertEquals(List.of(), store.journal().read("late", 0, 10));
        assertNotNull(outcome(new Change.Acknowledge("late", 1)));
    }

    /** A bot reads at each message, and the disk would have to do twice the work. */
    @Test
    void readingWritesNothingOfWhatCanWait() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        int reads = 0;
        for (int i = 1; reads < 2; i++) { // on a busy machine the time may be over at once
            assertTrue(i < 100, "each read has had the other change written first");
            make(receive(BOB, i - 1, i, i));
            CompletableFuture<@Nullable IOException> handled = new CompletableFuture<>();
            store.apply(new Change.Handle(BOB, i), handled::complete);
            for (reads = 0; !handled.isDone(); reads++) {
                assertEquals(i, store.journal().read("one", 0, 100).size());
            }
            assertNull(handled.get());
        }
    }

    @Test
    void noNumberComesTwiceHoweverCursorsComeAndGo() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        make(receive(BOB, 0, 1, 1));
        make(receive(BOB, 1, 2, 2));
        make(new Change.DropCursor("one"));
        store.close();
        open();
        make(receive(BOB, 2, 3, 3));
        make(new Change.Handle(BOB, 3));
        make(new Change.OpenCursor("two", CursorKind.STRICT));
        make(receive(BOB, 3, 4, 4));
        JournalStore.Row entry = store.journal().read("two", 0, 10).getFirst();
        assertEquals(3, entry.number());
        assertEquals("t4", entry.message().id());
        make(new Change.Acknowledge("two", 3));
        store.close();
        open();
        make(receive(BOB, 4, 5, 5));
        assertEquals(4, store.journal().read("two", 0, 10).getFirst().number());
    }

    @Test
    void anEntryStaysUntilEachCursorHasAcknowledgedIt() throws Exception {
        make(new Change.OpenCursor("fast", CursorKind.STRICT));
        make(new Change.OpenCursor("slow", CursorKind.LOSSY));
        assertNotNull(outcome(new Change.OpenCursor("slow", CursorKind.STRICT)));
        make(receive(BOB, 0, 1, 1));
        make(receive(BOB, 1, 2, 2));
        make(new Change.Acknowledge("fast", 2));
        assertEquals(List.of(), store.journal().read("fast", 0, 10));
        assertEquals(2, store.journal().read("slow", 0, 10).size());
        assertEquals(1, store.journal().read("slow", 1, 10).size());
        assertEquals(1, store.journal().read("slow", 0, 1).size());
        make(new Change.DropCursor("slow"));
        make(new Change.Handle(BOB, 2));
        store.close();
        // the file no longer holds entries that nobody waits for
        assertTrue(
                !Files.readString(
                                home.resolve(MessageDatabase.FILE_NAME),
                                StandardCharsets.ISO_8859_1)
                        .contains("hello t"));
        open();
    }

    @Test
    void aLossyCursorLosesTheOldestBeyondItsLimitAndIsToldHowMany() throws Exception {
        make(new Change.OpenCursor("plugin:slow", CursorKind.LOSSY));
        int many = (int) (JournalStore.Limits.LOSSY.bytes() / Message.MAX_CONTENT) + 1;
        for (int n = 1; n <= many; n++) {
            Message large = message("m" + n, Message.MAX_CONTENT);
            make(new Change.Receive(BOB, STREAM, n - 1, n, new Kept(n, large, CLAIMED, TIME)));
        }
        CursorStatus cursor = store.journal().cursors().getFirst();
        assertTrue(cursor.lost() >= 1 && cursor.lost() < many / 2, cursor.toString());
        assertEquals(many, cursor.lost() + cursor.waiting());
        assertEquals(cursor.waiting() * Message.MAX_CONTENT, cursor.waitingBytes());
        List<JournalStore.Row> rows = store.journal().read("plugin:slow", 0, 1000);
        assertEquals("m" + (cursor.lost() + 1), rows.getFirst().message().id());
        // a read is bounded as well
        assertEquals(
                JournalStore.MAX_READ_BYTES,
                rows.stream().mapToLong(row -> row.message().content().size()).sum());
        assertNull(store.journal().state().full());
    }

    @Test
    void aSecondaryCursorLosesTheOldestBesideAStrictOneAlone() throws Exception {
        make(new Change.OpenCursor("chat", CursorKind.STRICT));
        // as a profile of an earlier version has it
        make(new Change.OpenCursor("chat", CursorKind.SECONDARY));
        store.journal().limit(new JournalStore.Limits(2, 1 << 20));
        make(receive(BOB, 0, 1, 1));
        make(receive(BOB, 1, 2, 2));
        assertEquals("chat", store.journal().state().full().name());
        make(new Change.Handle(BOB, 2));
        make(new Change.OpenCursor("bot", CursorKind.STRICT));
        assertEquals("bot", store.journal().state().full().name());
        // what nobody has had is the first strict one's too
        assertEquals(2, store.journal().read("bot", 0, 10).size());
        make(new Change.Acknowledge("bot", 2));
        assertNull(store.journal().state().full());
        store.journal().limit(JournalStore.Limits.STRICT);
        int many = (int) (JournalStore.Limits.LOSSY.bytes() / Message.MAX_CONTENT) + 3;
        for (int n = 3; n <= many; n++) {
            Message large = message("m" + n, Message.MAX_CONTENT);
            make(new Change.Receive(BOB, STREAM, n - 1, n, new Kept(n, large, CLAIMED, TIME)));
            make(new Change.Acknowledge("bot", n));
        }
        make(receive(BOB, many, many + 1, many + 1));
        CursorStatus chat = store.journal().cursors().get(1);
        assertEquals(CursorKind.SECONDARY, chat.kind());
        assertTrue(chat.lost() > 0, chat::toString);
        store.close();
        open();
        assertEquals(chat, store.journal().cursors().get(1));
    }

    @Test
    void aSecondStrictCursorAndOneAfterItDoNotGetWhatAStrictOneHad() throws Exception {
        make(new Change.OpenCursor("chat", CursorKind.SECONDARY));
        make(receive(BOB, 0, 1, 1));
        make(new Change.Handle(BOB, 1));
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        assertEquals(1, store.journal().read("one", 0, 10).size());
        make(new Change.OpenCursor("two", CursorKind.STRICT));
        assertEquals(0, store.journal().read("two", 0, 10).size());
        make(new Change.DropCursor("one"));
        make(new Change.DropCursor("two"));
        make(receive(BOB, 1, 2, 2));
        make(new Change.Handle(BOB, 2));
        store.close();
        open();
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        assertEquals(
                List.of(2L),
                store.journal().read("one", 0, 10).stream().map(JournalStore.Row::number).toList());
    }

    @Test
    void aMessageThatWasGivenUpIsAnEntryOnce() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        make(submit(BOB, 1));
        make(submit(BOB, 2));
        make(submit(BOB, 3));
        make(new Change.Withdraw(BOB, 2, true, "not delivered within 30 days", TIME));
        make(new Change.Withdraw(BOB, 2, true, "cancelled", TIME));
        make(new Change.Deliver(BOB, 3, TIME));
        make(new Change.Withdraw(BOB, 3, false, "cancelled", TIME));
        make(new Change.Settle(BOB, 3, TIME));
        store.close();
        open();
        assertEquals(
                List.of("o2 FAILED not delivered within 30 days", "o1 SENT ", "o3 SENT "),
                store.journal().read("one", 0, 10).stream()
                        .map(
                                row ->
                                        "%s %s %s"
                                                .formatted(
                                                        row.message().id(),
                                                        row.direction(),
                                                        row.failure()))
                        .toList());
        // no message of a peer's is behind that
        make(receive(BOB, 0, 1, 1));
        make(submit(BOB, 4));
        make(new Change.Settle(BOB, 4, TIME));
        assertEquals(5, store.journal().state().last());
        assertEquals(4, store.journal().state().received());
    }

    @Test
    void aMessageThatWasToldAsDeliveredIsNotGivenUpByItsKey() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        Change.Submit plain = submit(BOB, 1);
        make(new Change.Submit(BOB, STREAM, 1, plain.message(), plain.queuedAt(), "k"));
        make(new Change.Deliver(BOB, 1, TIME));
        make(new Change.Withdraw(BOB, 1, true, "not delivered within 30 days", TIME));
        assertEquals(
                Optional.of(new JournalStore.Keyed("o1", BOB, "")), store.journal().sent("k", 0));
    }

    @Test
    void aMessageThatWasGivenUpIsNotDeliveredByALaterOneOfTheSameTransaction() throws Exception {
        Change.Submit plain = submit(BOB, 1);
        make(new Change.Submit(BOB, STREAM, 1, plain.message(), plain.queuedAt(), "k"));
        make(submit(BOB, 2));
        apply(new Change.Withdraw(BOB, 1, false, "cancelled", TIME));
        apply(new Change.Settle(BOB, 2, TIME));
        assertEquals(
                Optional.of(new JournalStore.Keyed("o1", BOB, "cancelled")),
                store.journal().sent("k", 0));
    }

    @Test
    void manyAcknowledgementsOfOneTransactionCountOnce() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        for (int n = 1; n <= 5; n++) {
            make(receive(BOB, n - 1, n, n));
        }
        apply(new Change.Acknowledge("one", 1, true));
        apply(new Change.Acknowledge("one", 3, true));
        apply(new Change.Acknowledge("one", 2, true));
        make(receive(BOB, 5, 6, 6));
        CursorStatus whole = store.journal().cursors().getFirst();
        assertEquals(3, whole.acknowledged());
        store.close();
        open();
        assertEquals(whole, store.journal().cursors().getFirst());
    }

    @Test
    void messagesThatNobodyWasToldOfAreEntriesOfANewCursor() throws Exception {
        make(receive(BOB, 0, 1, 2));
        make(receive(CAROL, 0, 1, 1));
        make(receive(BOB, 1, 2, 3));
        make(new Change.Handle(BOB, 2));
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        assertEquals(List.of("1 t1 false", "2 t3 false"), entries("one"));
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        make(new Change.Acknowledge("one", 2));
        make(new Change.OpenCursor("two", CursorKind.LOSSY));
        assertEquals(List.of("3 t1 true", "4 t3 true"), entries("two"));
        assertEquals(List.of("3 t1 true", "4 t3 true"), entries("one"));
    }

    private List<String> entries(String cursor) throws IOException {
        return store.journal().read(cursor, 0, 10).stream()
                .map(row -> row.number() + " " + row.message().id() + " " + row.isAgain())
                .toList();
    }

    @Test
    void anAcceptedRequestIsAnEntryOnce() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        var request = new Change.TakeRequest(CAROL, message("r", 3), CLAIMED, TIME);
        make(request);
        make(new Change.Acknowledge("one", 1));
        store.close();
        open();
        // as after a crash before the request's file has forgotten it
        make(request);
        assertEquals(List.of(), store.journal().read("one", 0, 10));
        make(new Change.TakeRequest(CAROL, message("s", 3), CLAIMED, TIME));
        assertEquals(1, store.journal().read("one", 0, 10).size());
    }

    @Test
    void aSlowHandlerDoesNotPutAnAnswerBeforeItsQuestion() throws Exception {
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        make(submit(BOB, 1));
        make(new Change.Deliver(BOB, 1, TIME));
        make(receive(BOB, 0, 1, 1));
        // the handlers are done with the delivery only now, or in the next run
        store.close();
        open();
        make(new Change.Settle(BOB, 1, TIME.plusSeconds(9)));
        List<JournalStore.Row> rows = store.journal().read("one", 0, 10);
        assertEquals(List.of("o1", "t1"), rows.stream().map(row -> row.message().id()).toList());
        assertEquals(TIME, rows.getFirst().at());
    }

    @Test
    void keysAreForgottenWhenTheyAreOldOrMany() throws Exception {
        for (int n = 1; n <= JournalStore.MAX_KEYS + 2; n++) {
            Change.Submit plain = submit(BOB, n);
            apply(new Change.Submit(BOB, STREAM, n, plain.message(), plain.queuedAt(), "key-" + n));
            if (n % 1000 == 0) {
                make(new Change.Withdraw(BOB, n, false, "expired", Instant.EPOCH));
            }
        }
        assertEquals(Optional.empty(), store.journal().sent("key-2", 0));
        assertEquals(
                Optional.of(new JournalStore.Keyed("o3", BOB, "")),
                store.journal().sent("key-3", 0));
        assertEquals(
                Optional.of(new JournalStore.Keyed("o1000", BOB, "expired")),
                store.journal().sent("key-1000", 0));
        assertEquals(Optional.empty(), store.journal().sent("key-3", 31));
        long next = JournalStore.MAX_KEYS + 3;
        long later = 10 * next + JournalStore.KEY_MILLIS;
        make(new Change.Submit(BOB, STREAM, next, submit(BOB, next).message(), later, "key-3"));
        assertEquals(
                Optional.of(new JournalStore.Keyed("o" + next, BOB, "")),
                store.journal().sent("key-3", 0));
        assertEquals(Optional.empty(), store.journal().sent("key-4", 0));
    }

    @Test
    void listenersHearOfEntriesAndOfAFullJournal() throws Exception {
        List<JournalStore.State> states = new ArrayList<>();
        store.journal().limit(new JournalStore.Limits(4, 1000));
        store.lastNumber();
        store.journal().listen(states::add);
        make(new Change.OpenCursor("one", CursorKind.STRICT));
        for (int n = 1; n <= 4; n++) {
            assertTrue(store.journal().hasRoom());
            make(receive(BOB, n - 1, n, n));
        }
        assertEquals("one", store.journal().state().full().name());
        make(new Change.Acknowledge("one", 1));
        assertEquals(3, store.journal().state().full().waiting());
        make(new Change.Acknowledge("one", 2));
        assertTrue(store.journal().hasRoom());
        make(new Change.Acknowledge("one", 2));
        store.lastNumber();
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 4L, 4L),
                states.stream().map(JournalStore.State::last).toList());
    }

    private void make(Change change) throws Exception {
        assertNull(outcome(change));
    }

    private @Nullable IOException outcome(Change change) throws Exception {
        return apply(change).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<@Nullable IOException> apply(Change change) {
        CompletableFuture<@Nullable IOException> outcome = new CompletableFuture<>();
        store.apply(change, outcome::complete);
        return outcome;
    }

    private static Message message(String id, int size) {
        return new Message(id, CAROL, SELF, "a/b", Bytes.wrap(new byte[size]), TIME);
    }
}
