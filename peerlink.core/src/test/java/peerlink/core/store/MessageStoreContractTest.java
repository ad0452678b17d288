package peerlink.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStore.Elapsed;
import peerlink.core.store.MessageStore.Kept;
import peerlink.core.store.MessageStore.PeerState;
import peerlink.core.store.MessageStore.Pending;
import peerlink.core.store.MessageStore.Position;

/** Checks the contract of every message store. */
public abstract class MessageStoreContractTest {
    public static final PeerId SELF = id(1);
    public static final PeerId BOB = id(2);
    public static final PeerId CAROL = id(3);
    public static final PeerName CLAIMED = new PeerName("bob");
    public static final StreamId STREAM = new StreamId(1, 2);
    static final StreamId OTHER = new StreamId(-3, 4);

    /** The greatest number that a node may give a message. */
    static final long GREATEST = (1L << 40) - 1;

    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    private MessageStore store;

    /** Opens the store. The second time in a test, it is the same one, which was closed. */
    public abstract MessageStore open() throws Exception;

    @BeforeEach
    final void openFirst() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeLast() throws Exception {
        store.close();
    }

    @Test
    void nothingIsKeptOfAPeerThatWasNeverHeardOf() throws Exception {
        assertEquals(PeerState.NONE, store.read(BOB));
        assertEquals(List.of(), store.busy());
        assertEquals(0, store.lastNumber());
        assertMade(new Change.Settle(BOB, 5, Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 5, true, "expired", Instant.EPOCH));
        assertMade(new Change.Handle(BOB, 5));
        assertEquals(PeerState.NONE, store.read(BOB));
    }

    @Test
    void ourMessagesStayUntilTheyAreSettled() throws Exception {
        for (long seq : List.of(1L, 2L, 5L, 6L)) {
            assertMade(submit(BOB, seq));
        }
        assertMade(submit(CAROL, 1));
        assertEquals(ours(6, 1, 2, 5, 6), read(BOB));
        assertMade(new Change.Settle(BOB, 3, Instant.EPOCH));
        assertEquals(ours(6, 5, 6), read(BOB));
        assertEquals(Set.of(BOB, CAROL), Set.copyOf(store.busy()));
        assertMade(new Change.Settle(BOB, 6, Instant.EPOCH));
        assertEquals(ours(6), read(BOB));
        assertEquals(List.of(CAROL), store.busy());
        assertMade(submit(BOB, 7));
        assertEquals(ours(7, 7), read(BOB));
    }

    @Test
    void aMessageIsKeptAsItIs() throws Exception {
        byte[] content = new byte[Message.MAX_CONTENT];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        Message large =
                new Message(
                        "~".repeat(64),
                        SELF,
                        BOB,
                        "a/" + "x".repeat(63),
                        Bytes.wrap(content),
                        Instant.ofEpochMilli(Long.MIN_VALUE));
        Message empty =
                new Message(
                        "!",
                        SELF,
                        BOB,
                        Message.TEXT,
                        Bytes.empty(),
                        Instant.ofEpochMilli(Long.MAX_VALUE));
        assertMade(new Change.Submit(BOB, STREAM, 1, large, 0));
        assertMade(new Change.Submit(BOB, STREAM, GREATEST, empty, Long.MAX_VALUE));
        assertEquals(
                List.of(new Pending(1, large, 0), new Pending(GREATEST, empty, Long.MAX_VALUE)),
                read(BOB).pending());
        Kept kept = new Kept(GREATEST, reversed(large), new PeerName("0._-"), TIME);
        assertMade(new Change.Receive(BOB, OTHER, 0, Long.MAX_VALUE, kept));
        assertEquals(List.of(kept), read(BOB).unhandled());
        assertEquals(GREATEST, store.lastNumber());
    }

    @Test
    void timesAreKeptToTheMillisecondAndNoneIsTooFarAway() throws Exception {
        long seq = 1;
        for (Instant time : List.of(Instant.MIN, TIME.plusNanos(999_999), Instant.MAX)) {
            assertMade(new Change.Submit(BOB, STREAM, seq++, ours(BOB, "m", time), 0));
        }
        assertEquals(
                List.of(
                        Instant.ofEpochMilli(Long.MIN_VALUE),
                        TIME,
                        Instant.ofEpochMilli(Long.MAX_VALUE)),
                read(BOB).pending().stream().map(pending -> pending.message().sentAt()).toList());
    }

    @Test
    void aWithdrawnMessageIsGoneAndTheOthersStay() throws Exception {
        for (long seq = 1; seq <= 4; seq++) {
            assertMade(submit(BOB, seq));
        }
        assertMade(new Change.Withdraw(BOB, 2, false, "expired", Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 4, false, "expired", Instant.EPOCH));
        assertEquals(ours(4, 1, 3), read(BOB));
        assertMade(new Change.Withdraw(BOB, 2, false, "expired", Instant.EPOCH));
        assertRefused(submit(BOB, 4), "4");
        assertEquals(ours(4, 1, 3), read(BOB));
    }

    @Test
    void aGivenUpMessageThatMayHaveArrivedIsRememberedWhileOneBeforeItWaits() throws Exception {
        for (long seq = 1; seq <= 6; seq++) {
            assertMade(submit(BOB, seq));
            assertMade(submit(CAROL, seq));
        }
        assertMade(new Change.Withdraw(BOB, 1, true, "expired", Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 3, true, "expired", Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 4, false, "expired", Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 6, true, "expired", Instant.EPOCH));
        assertMade(new Change.Withdraw(BOB, 3, true, "expired", Instant.EPOCH));
        assertEquals(Map.of(3L, "o3", 6L, "o6"), read(BOB).withdrawn());
        assertMade(new Change.Settle(BOB, 4, Instant.EPOCH));
        assertEquals(Map.of(6L, "o6"), read(BOB).withdrawn());
        assertMade(new Change.Withdraw(BOB, 5, true, "expired", Instant.EPOCH));
        assertEquals(ours(6), read(BOB));
        assertMade(new Change.Withdraw(CAROL, 6, true, "expired", Instant.EPOCH));
        assertMade(new Change.Restart(CAROL, OTHER));
        assertEquals(Map.of(), read(CAROL).withdrawn());
    }

    @Test
    void theTimeThatHasPassedIsKept() throws Exception {
        assertEquals(Optional.empty(), store.elapsed());
        for (Elapsed time : List.of(new Elapsed(5, -7), new Elapsed(Long.MAX_VALUE, 0))) {
            assertMade(new Change.Pass(time));
            read(BOB);
            assertEquals(Optional.of(time), store.elapsed());
        }
    }

    @Test
    void aNumberThatDoesNotGrowIsRefusedAlone() throws Exception {
        CompletableFuture<@Nullable IOException> first = apply(submit(BOB, 5));
        CompletableFuture<@Nullable IOException> again = apply(submit(BOB, 5));
        CompletableFuture<@Nullable IOException> next = apply(submit(BOB, 6));
        assertNull(outcome(first));
        assertNotNull(outcome(again));
        assertNull(outcome(next));
        assertEquals(ours(6, 5, 6), read(BOB));
        assertRefused(submit(BOB, GREATEST + 1), String.valueOf(GREATEST + 1));
        assertRefused(receive(BOB, 0, 1, GREATEST + 1), String.valueOf(GREATEST + 1));
    }

    @Test
    void aRestartKeepsThePendingMessagesAndTheirNumbers() throws Exception {
        assertMade(submit(BOB, 7));
        assertMade(submit(BOB, 8));
        assertMade(submit(BOB, 9));
        assertMade(new Change.Withdraw(BOB, 9, true, "expired", Instant.EPOCH));
        assertMade(new Change.Restart(BOB, OTHER));
        PeerState state = read(BOB);
        assertEquals(OTHER, state.stream());
        assertEquals(8, state.lastSeq());
        assertEquals(List.of(7L, 8L), state.pending().stream().map(Pending::seq).toList());
        assertMade(new Change.Settle(BOB, 8, Instant.EPOCH));
        assertMade(new Change.Restart(BOB, STREAM));
        assertEquals(new PeerState(STREAM, 0, List.of(), Map.of(), Map.of(), List.of()), read(BOB));
        assertMade(submit(BOB, 1));
        assertEquals(ours(1, 1), read(BOB));
    }

    @Test
    void aSubmitInAnotherStreamRestarts() throws Exception {
        assertMade(submit(BOB, 9));
        assertRefused(new Change.Submit(BOB, OTHER, 1, ours(BOB, "1", TIME), 0), "1");
        assertEquals(ours(9, 9), read(BOB));
        assertMade(new Change.Settle(BOB, 9, Instant.EPOCH));
        assertMade(new Change.Submit(BOB, OTHER, 1, ours(BOB, "1", TIME), 0));
        PeerState state = read(BOB);
        assertEquals(OTHER, state.stream());
        assertEquals(1, state.lastSeq());
    }

    @Test
    void aDropDoesNotConcernLaterMessages() throws Exception {
        // all at once, so that a store that gathers changes has them together
        List<CompletableFuture<@Nullable IOException>> all = new ArrayList<>();
        all.add(apply(submit(BOB, 1)));
        all.add(apply(new Change.Settle(BOB, Long.MAX_VALUE, Instant.EPOCH)));
        all.add(apply(new Change.Withdraw(BOB, 2, false, "expired", Instant.EPOCH)));
        all.add(apply(submit(BOB, 2)));
        all.add(apply(receive(BOB, 0, 1, 1)));
        all.add(apply(new Change.Handle(BOB, Long.MAX_VALUE)));
        all.add(apply(receive(BOB, 1, 2, 2)));
        for (CompletableFuture<@Nullable IOException> one : all) {
            assertNull(outcome(one));
        }
        PeerState state = read(BOB);
        assertEquals(List.of(pending(2)), state.pending());
        assertEquals(List.of(kept(BOB, 2)), state.unhandled());
        all.clear();
        all.add(apply(new Change.Settle(BOB, 2, Instant.EPOCH)));
        all.add(apply(new Change.Restart(BOB, OTHER)));
        all.add(apply(new Change.Submit(BOB, OTHER, 1, ours(BOB, "1", TIME), 0)));
        all.add(apply(new Change.Submit(BOB, OTHER, 2, ours(BOB, "2", TIME), 0)));
        for (CompletableFuture<@Nullable IOException> one : all) {
            assertNull(outcome(one));
        }
        assertEquals(2, read(BOB).pending().size());
    }

    @Test
    void messagesOfOthersStayUntilTheyAreHandled() throws Exception {
        assertMade(receive(BOB, 0, 4, 1));
        assertMade(receive(CAROL, 0, 1, 2));
        assertMade(receive(BOB, 4, 5, 3));
        assertEquals(theirs(new Position(5, "t3"), 1, 3), read(BOB));
        assertEquals(3, store.lastNumber());
        assertMade(new Change.Handle(BOB, 2));
        assertEquals(theirs(new Position(5, "t3"), 3), read(BOB));
        assertMade(new Change.Handle(BOB, 3));
        assertEquals(theirs(new Position(5, "t3")), read(BOB));
        assertEquals(1, read(CAROL).unhandled().size());
        assertEquals(List.of(CAROL), store.busy());
        assertMade(new Change.Handle(CAROL, 2));
        assertEquals(3, store.lastNumber());
    }

    @Test
    void numbersOfDifferentPeersMayComeInAnyOrder() throws Exception {
        assertMade(receive(BOB, 0, 1, 2));
        assertMade(receive(CAROL, 0, 1, 1));
        assertEquals(2, store.lastNumber());
        assertRefused(receive(CAROL, 1, 2, 1), "1");
    }

    @Test
    void aChangeThatDoesNotFollowIsRefusedWithAllAfterIt() throws Exception {
        List<CompletableFuture<@Nullable IOException>> all = new ArrayList<>();
        all.add(apply(receive(BOB, 0, 1, 1)));
        all.add(apply(receive(BOB, 2, 3, 2)));
        all.add(apply(receive(BOB, 3, 4, 3)));
        all.add(apply(receive(BOB, 1, 1, 4)));
        all.add(apply(receive(BOB, 1, 2, 5)));
        all.add(apply(receive(CAROL, 1, 2, 6)));
        List<Boolean> made = new ArrayList<>();
        for (CompletableFuture<@Nullable IOException> one : all) {
            made.add(outcome(one) == null);
        }
        assertEquals(List.of(true, false, false, false, true, false), made);
        assertEquals(theirs(new Position(2, "t5"), 1, 5), read(BOB));
    }

    @Test
    void aMessageThatIsKeptElsewhereMovesItsStreamOn() throws Exception {
        assertMade(new Change.Advance(BOB, STREAM, 0, 3, "x"));
        assertRefused(new Change.Advance(BOB, STREAM, 0, 4, "y"), "3");
        assertMade(receive(BOB, 3, 4, 1));
        assertMade(new Change.Advance(BOB, OTHER, 0, 9, "z"));
        assertEquals(
                new PeerState(
                        null,
                        0,
                        List.of(),
                        Map.of(),
                        Map.of(STREAM, new Position(4, "t1"), OTHER, new Position(9, "z")),
                        List.of(kept(BOB, 1))),
                read(BOB));
    }

    @Test
    void ofManyStreamsTheLeastRecentlyUsedIsForgotten() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertMade(new Change.Advance(BOB, new StreamId(0, i), 0, 1, "m"));
        }
        assertMade(new Change.Advance(BOB, new StreamId(0, 0), 1, 2, "m"));
        assertEquals(8, read(BOB).received().size());
        assertMade(new Change.Advance(BOB, new StreamId(0, 8), 0, 1, "m"));
        assertEquals(8, read(BOB).received().size());
        assertNull(read(BOB).received().get(new StreamId(0, 1)));
        assertMade(new Change.Advance(BOB, new StreamId(0, 1), 0, 1, "m"));
        assertEquals(
                Set.of(0L, 1L, 3L, 4L, 5L, 6L, 7L, 8L),
                Set.copyOf(read(BOB).received().keySet().stream().map(StreamId::low).toList()));
    }

    @Test
    void outcomesAreToldInTheOrderOfTheCalls() throws Exception {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        List<Long> asked = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            long n = i;
            asked.add(n);
            // every third is refused
            store.apply(submit(BOB, n % 3 == 2 ? n - 1 : n + 1), _ -> told.add(n));
        }
        read(BOB);
        assertEquals(asked, told);
    }

    @Test
    void aCallbackThatFailsDoesNotKeepOthersFromTheirResults() throws Exception {
        store.apply(
                submit(BOB, 1),
                _ -> {
                    throw new IllegalStateException("thrown by a test");
                });
        assertMade(submit(BOB, 2));
    }

    @Test
    void closingMakesWhatWasAskedForAndRefusesWhatComesAfter() throws Exception {
        List<CompletableFuture<@Nullable IOException>> all = new ArrayList<>();
        for (int seq = 1; seq <= 1000; seq++) {
            all.add(apply(submit(BOB, seq)));
        }
        store.close();
        for (CompletableFuture<@Nullable IOException> one : all) {
            assertNull(one.getNow(new IOException("not told")));
        }
        assertNotNull(outcome(apply(submit(BOB, 1001))));
        assertThrows(IOException.class, () -> store.read(BOB));
        store.close();
        store = open();
        assertEquals(1000, store.read(BOB).pending().size());
        assertEquals(1000, store.read(BOB).lastSeq());
    }

    /**
     * Reads a peer's state, and again after closing and opening the store, and checks that they are
     * the same.
     */
    final PeerState read(PeerId peer) throws Exception {
        PeerState state = store.read(peer);
        long number = store.lastNumber();
        List<PeerId> busy = store.busy();
        store.close();
        store = open();
        assertEquals(state, store.read(peer));
        assertEquals(number, store.lastNumber());
        assertEquals(Set.copyOf(busy), Set.copyOf(store.busy()));
        return state;
    }

    final void assertMade(Change change) throws Exception {
        assertNull(outcome(apply(change)));
    }

    private void assertRefused(Change change, String reason) throws Exception {
        IOException failure = outcome(apply(change));
        assertNotNull(failure);
        assertTrue(failure.getMessage().contains(reason), failure.getMessage());
    }

    private CompletableFuture<@Nullable IOException> apply(Change change) {
        CompletableFuture<@Nullable IOException> outcome = new CompletableFuture<>();
        store.apply(change, outcome::complete);
        return outcome;
    }

    private static @Nullable IOException outcome(CompletableFuture<@Nullable IOException> outcome)
            throws Exception {
        return outcome.get(60, TimeUnit.SECONDS);
    }

    public static Change.Submit submit(PeerId to, long seq) {
        return new Change.Submit(to, STREAM, seq, ours(to, "o" + seq, TIME), 10 * seq);
    }

    public static Change.Receive receive(PeerId from, long previous, long seq, long number) {
        return new Change.Receive(from, STREAM, previous, seq, kept(from, number));
    }

    static Pending pending(long seq) {
        return new Pending(seq, submit(BOB, seq).message(), 10 * seq);
    }

    static Kept kept(PeerId from, long number) {
        return new Kept(
                number, reversed(ours(from, "t" + number, TIME)), CLAIMED, TIME.plusMillis(number));
    }

    private static Message ours(PeerId to, String id, Instant time) {
        return new Message(id, SELF, to, Message.TEXT, Bytes.utf8("hello " + id), time);
    }

    private static Message reversed(Message message) {
        return new Message(
                message.id(),
                message.to(),
                message.from(),
                message.type(),
                message.content(),
                message.sentAt());
    }

    /** Returns Bob's state with these pending messages of ours. */
    private static PeerState ours(long lastSeq, long... pending) {
        return new PeerState(
                STREAM,
                lastSeq,
                Arrays.stream(pending).mapToObj(seq -> pending(seq)).toList(),
                Map.of(),
                Map.of(),
                List.of());
    }

    /** Returns Bob's state with these unhandled messages of his. */
    private static PeerState theirs(Position position, long... numbers) {
        return new PeerState(
                null,
                0,
                List.of(),
                Map.of(),
                Map.of(STREAM, position),
                Arrays.stream(numbers).mapToObj(number -> kept(BOB, number)).toList());
    }
}
