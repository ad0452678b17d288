package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static peerlink.core.fixture.TestPeers.id;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.Disk;
import peerlink.core.store.MemoryStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStore.Kept;
import peerlink.core.store.MessageStore.PeerState;
import peerlink.core.store.StreamId;

/**
 * Checks that random changes have the same result in a database as in the model, however they are
 * divided into transactions.
 */
class SqliteStorePropertiesTest {
    private static final PeerId SELF = id(1);
    private static final List<PeerId> PEERS = List.of(id(2), id(3));
    private static final List<CursorKind> CURSORS = List.of(CursorKind.STRICT, CursorKind.LOSSY);
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

    /** The kind of a step: a change, reading all, or opening the store again. */
    private enum Kind {
        SUBMIT,
        SETTLE,
        WITHDRAW,
        RESTART,
        RECEIVE,
        ADVANCE,
        HANDLE,
        DELIVER,
        TAKE_REQUEST,
        OPEN,
        ACKNOWLEDGE,
        DROP,
        READ,
        REOPEN
    }

    /**
     * One step.
     *
     * @param offset a number added to the one that would be right, mostly 0
     */
    record Step(Kind kind, int peer, int stream, int offset, int size) {}

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theDatabaseIsAlwaysAsTheModel(@ForAll("scripts") List<Step> steps) throws Exception {
        Path directory = Files.createTempDirectory("peerlink-store");
        MessageStore model = new MemoryStore(new Disk(), true);
        SqliteStore store = SqliteStore.open(directory);
        try {
            List<Boolean> expected = new ArrayList<>();
            List<Boolean> made = new ArrayList<>();
            for (Step step : steps) {
                switch (step.kind) {
                    case READ -> assertSame(model, store);
                    case REOPEN -> {
                        store.close();
                        store = SqliteStore.open(directory);
                        assertSame(model, store);
                    }
                    default -> {
                        Change change = change(step, model);
                        model.apply(change, failure -> expected.add(failure == null));
                        store.apply(change, failure -> made.add(failure == null));
                    }
                }
            }
            store.close();
            assertEquals(expected, made);
            store = SqliteStore.open(directory);
            assertSame(model, store);
        } finally {
            store.close();
            delete(directory);
        }
    }

    @Provide
    Arbitrary<List<Step>> scripts() {
        Arbitrary<Kind> kinds =
                Arbitraries.frequencyOf(
                        Tuple.of(12, Arbitraries.of(Kind.SUBMIT, Kind.RECEIVE)),
                        Tuple.of(
                                6,
                                Arbitraries.of(
                                        Kind.SETTLE,
                                        Kind.WITHDRAW,
                                        Kind.ADVANCE,
                                        Kind.HANDLE,
                                        Kind.DELIVER,
                                        Kind.OPEN,
                                        Kind.ACKNOWLEDGE)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        Kind.RESTART,
                                        Kind.READ,
                                        Kind.REOPEN,
                                        Kind.TAKE_REQUEST,
                                        Kind.DROP)));
        Arbitrary<Integer> streams =
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.of(0, 1)),
                        Tuple.of(1, Arbitraries.integers().between(2, 10)));
        Arbitrary<Integer> offsets =
                Arbitraries.frequencyOf(
                        Tuple.of(5, Arbitraries.just(0)),
                        Tuple.of(2, Arbitraries.integers().between(-3, 3)));
        Arbitrary<Integer> sizes =
                Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.integers().between(0, 200)),
                        Tuple.of(1, Arbitraries.integers().between(0, 40_000)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, PEERS.size() - 1),
                        streams,
                        offsets,
                        sizes)
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    /** Makes the change of a step, with numbers around those that the model's state makes right. */
    private static Change change(Step step, MessageStore model) throws IOException {
        PeerId peer = PEERS.get(step.peer);
        PeerState state = model.read(peer);
        StreamId stream = new StreamId(step.stream, step.stream);
        long previous =
                state.received().getOrDefault(stream, MessageStore.Position.START).seq()
                        + step.offset;
        long next = previous + 1 + Math.abs(step.offset);
        // no two peers' messages have one number
        long number = Math.max(1, model.lastNumber() + 1 + step.offset);
        number = Math.max(2 - step.peer, number - number % 2 + step.peer);
        return switch (step.kind) {
            case SUBMIT -> {
                long seq = Math.max(1, state.lastSeq() + 1 + step.offset);
                yield new Change.Submit(
                        peer, own(state, step), seq, message(SELF, peer, step), step.size);
            }
            case SETTLE ->
                    new Change.Settle(
                            peer, Math.max(1, middle(state) + step.offset), Instant.EPOCH);
            case WITHDRAW ->
                    new Change.Withdraw(
                            peer,
                            Math.max(1, middle(state) + step.offset),
                            step.size % 2 == 0,
                            "expired",
                            Instant.EPOCH);
            case RESTART -> new Change.Restart(peer, stream);
            case RECEIVE ->
                    new Change.Receive(
                            peer,
                            stream,
                            previous,
                            next,
                            new Kept(number, message(peer, SELF, step), new PeerName("n"), TIME));
            case ADVANCE -> new Change.Advance(peer, stream, previous, next, "a" + step.size);
            case HANDLE -> new Change.Handle(peer, Math.max(1, number - 2 - step.size % 5));
            case DELIVER ->
                    new Change.Deliver(
                            peer,
                            Math.max(1, middle(state) + step.offset),
                            TIME.plusMillis(step.size));
            case TAKE_REQUEST ->
                    new Change.TakeRequest(
                            peer, message(peer, SELF, step), new PeerName("r"), TIME);
            case OPEN -> new Change.OpenCursor(cursor(step), CURSORS.get(step.peer));
            case ACKNOWLEDGE -> new Change.Acknowledge(cursor(step), Math.max(1, step.size / 4));
            case DROP -> new Change.DropCursor(cursor(step));
            case READ, REOPEN -> throw new IllegalArgumentException();
        };
    }

    private static String cursor(Step step) {
        return "cursor-" + step.peer;
    }

    /** Returns mostly the present stream. */
    private static StreamId own(PeerState state, Step step) {
        StreamId stream = state.stream();
        return stream == null || step.stream > 8 ? new StreamId(step.stream, 0) : stream;
    }

    private static long middle(PeerState state) {
        return state.pending().isEmpty()
                ? state.lastSeq()
                : state.pending().get(state.pending().size() / 2).seq();
    }

    private static Message message(PeerId from, PeerId to, Step step) {
        return new Message(
                "m" + step.size,
                from,
                to,
                Message.TEXT,
                Bytes.wrap(new byte[step.size]),
                TIME.plusMillis(step.size));
    }

    private static void assertSame(MessageStore model, MessageStore store) throws IOException {
        for (PeerId peer : PEERS) {
            assertEquals(model.read(peer), store.read(peer));
        }
        assertEquals(Set.copyOf(model.busy()), Set.copyOf(store.busy()));
        assertEquals(model.lastNumber(), store.lastNumber());
        List<CursorStatus> cursors = model.journal().cursors();
        assertEquals(cursors, store.journal().cursors());
        for (CursorStatus cursor : cursors) {
            assertEquals(
                    model.journal().read(cursor.name(), 0, 1000),
                    store.journal().read(cursor.name(), 0, 1000));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
