package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.JournalReading;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Registration;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;

/** Checks the journal of nodes, which run and end as a profile's do. */
@Timeout(60)
class JournalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CURSOR = "bot.1";

    private TestNetwork network;

    @BeforeEach
    void open(@TempDir Path home) {
        network = new TestNetwork(home);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void aMessageIsAnEntryOnBothSidesWhicheverProcessSentIt() throws Exception {
        var bob = network.start("bob");
        var alice = network.start("alice");
        for (TestNetwork.Member one : List.of(alice, bob)) {
            one.node().journal().open(CURSOR, CursorKind.STRICT);
        }
        send(alice, "bob", "one").await(PATIENCE);
        send(bob, "alice", "two").await(PATIENCE);
        alice.node().close();
        var lone = network.start("alice", "alice", builder -> builder.sending());
        send(lone, "bob", "three").await(PATIENCE);
        lone.node().close();

        assertEquals(
                List.of("1 RECEIVED alice: one", "2 SENT alice: two", "3 RECEIVED alice: three"),
                lines(bob, 0));
        assertEquals(
                bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2).stream()
                        .map(NodeEvent.MessageArrived::receivedAt)
                        .toList(),
                bob.node().journal().read(CURSOR, 0, 64).stream()
                        .filter(entry -> entry.direction() == JournalEntry.Direction.RECEIVED)
                        .map(JournalEntry::at)
                        .toList(),
                "a message has one time of arrival");
        alice = network.start("alice");
        assertEquals(
                List.of("1 SENT bob: one", "2 RECEIVED bob: two", "3 SENT bob: three"),
                lines(alice, 0));
        alice.node().journal().acknowledge(CURSOR, 2);
        assertEquals(List.of("3 SENT bob: three"), lines(alice, 0));
        assertEquals(List.of(), lines(alice, 3));
        alice.node().journal().acknowledge(CURSOR, 1);
        assertEquals(
                List.of(new CursorStatus(CURSOR, CursorKind.STRICT, 2, 1, 5, 0)),
                alice.node().journal().cursors());
        assertTrue(alice.node().journal().drop(CURSOR));
        assertFalse(alice.node().journal().drop(CURSOR));
        alice.node().journal().open(CURSOR, CursorKind.LOSSY);
        send(alice, "bob", "four").await(PATIENCE);
        assertEquals(List.of("4 SENT bob: four"), lines(alice, 0));
    }

    @Test
    void atItsLimitNoNewMessageIsTakenAndItsSenderKeepsIt() throws Exception {
        var bob = network.start("bob", "bob", builder -> builder.journalLimits(4, 1 << 20));
        var alice = network.start("alice");
        Journal journal = bob.node().journal();
        journal.open(CURSOR, CursorKind.STRICT);
        for (String text : List.of("1", "2", "3", "4")) {
            send(alice, "bob", text).await(PATIENCE);
        }
        assertEquals(
                new CursorStatus(CURSOR, CursorKind.STRICT, 0, 4, 4, 0),
                bob.events().await(NodeEvent.JournalFull.class).cursor());
        Delivery fifth = send(alice, "bob", "5");
        // the answer comes after bob has read the message
        alice.node()
                .roundTrip(alice.node().links(bob.identity().id()).getFirst(), PATIENCE)
                .orElseThrow();
        assertEquals(List.of("5"), outbox(alice));
        assertEquals(
                4, bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 4).size());

        // our own go out, up to twice the limit
        for (String text : List.of("6", "7", "8", "9")) {
            send(bob, "alice", text).await(PATIENCE);
        }
        assertEquals(8, lines(bob, 0).size());
        IOException refused = assertThrows(IOException.class, () -> send(bob, "alice", "10"));
        assertTrue(refused.getMessage().contains("wait for the reader 'bot.1'"));

        journal.acknowledge(CURSOR, 4);
        assertEquals(List.of("5"), outbox(alice));
        journal.acknowledge(CURSOR, 6);
        fifth.await(PATIENCE);
        bob.events().await(NodeEvent.JournalHasRoom.class);
        assertEquals(
                List.of("7 SENT alice: 8", "8 SENT alice: 9", "9 RECEIVED alice: 5"),
                lines(bob, 0));
        bob.events().awaitCount(NodeEvent.JournalFull.class, _ -> true, 1);
    }

    @Test
    void aFullJournalIsToldAgainAtTheNextStart() throws Exception {
        UnaryOperator<NodeBuilder> limits = builder -> builder.journalLimits(100, 3);
        var bob = network.start("bob", "bob", limits);
        var alice = network.start("alice");
        bob.node().journal().open(CURSOR, CursorKind.STRICT);
        send(alice, "bob", "four").await(PATIENCE);
        bob.events().await(NodeEvent.JournalFull.class);
        bob.node().close();
        Delivery later = send(alice, "bob", "more");
        bob = network.start("bob", "bob", limits);
        bob.events().await(NodeEvent.JournalFull.class);
        assertEquals(List.of("more"), outbox(alice));
        bob.node().journal().drop(CURSOR);
        later.await(PATIENCE);
        bob.events().await(NodeEvent.JournalHasRoom.class);
    }

    @Test
    void aRequestIsAnEntryOnceItIsAccepted() throws Exception {
        var bob = network.start("bob", "bob", builder -> builder.requests(RequestPolicy.ASK));
        var alice = network.start("alice");
        bob.node().journal().open(CURSOR, CursorKind.STRICT);
        send(alice, "bob", "hello").await(PATIENCE);
        bob.events().await(NodeEvent.RequestArrived.class);
        assertEquals(List.of(), lines(bob, 0));
        bob.node().contacts().accept("alice");
        bob.events().await(NodeEvent.MessageArrived.class);
        send(alice, "bob", "thanks").await(PATIENCE);
        assertEquals(List.of("1 RECEIVED alice: hello", "2 RECEIVED alice: thanks"), lines(bob, 0));
    }

    @Test
    void aKeyLetsAMessageBeSentOnce() throws Exception {
        var bob = network.start("bob");
        var alice = network.start("alice");
        Peer to = alice.node().find("bob");
        KeyedMessage first = alice.node().send(to, Message.TEXT, Bytes.utf8("once"), "job-7");
        first.delivery().orElseThrow().await(PATIENCE);
        alice.node().close();
        alice = network.start("alice");
        KeyedMessage again = alice.node().send(to, Message.TEXT, Bytes.utf8("once"), "job-7");
        assertEquals(first.id(), again.id());
        assertTrue(again.delivery().isEmpty());
        KeyedMessage other = alice.node().send(to, Message.TEXT, Bytes.utf8("other"), "job-8");
        other.delivery().orElseThrow().await(PATIENCE);
        bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2);
        assertEquals(
                List.of("once", "other"),
                bob.events().all(NodeEvent.MessageArrived.class).stream()
                        .map(arrived -> arrived.message().text())
                        .toList());
        Node node = alice.node();
        network.start("carol");
        Peer carol = node.find("carol");
        assertThrows(
                IOException.class, () -> node.send(carol, Message.TEXT, Bytes.utf8("x"), "job-7"));
        assertThrows(
                IllegalArgumentException.class,
                () -> node.send(carol, Message.TEXT, Bytes.utf8("x"), "a b"));
    }

    @Test
    void aWatcherIsToldOfNewEntries() throws Exception {
        var bob = network.start("bob");
        var alice = network.start("alice");
        CountDownLatch told = new CountDownLatch(1);
        bob.node().journal().open(CURSOR, CursorKind.LOSSY);
        Registration watch = bob.node().journal().watch(told::countDown);
        assertEquals(1, told.getCount());
        send(alice, "bob", "one");
        assertTrue(told.await(20, TimeUnit.SECONDS));
        watch.close();
    }

    @Test
    void aNameThatIsNoneIsRefused() throws Exception {
        Journal journal = network.start("bob").node().journal();
        for (String name : List.of("", "A", "a b", "é", "x".repeat(65))) {
            assertThrows(
                    IllegalArgumentException.class, () -> journal.open(name, CursorKind.STRICT));
        }
        assertThrows(IOException.class, () -> journal.read("nobody", 0, 1));
        assertThrows(IOException.class, () -> journal.acknowledge("nobody", 0));
    }

    /** Records what it reads. */
    private static final class Reader implements Plugin {
        private final List<String> read = new CopyOnWriteArrayList<>();
        private volatile boolean fails;
        private volatile @Nullable JournalReading reading;

        @Override
        public void start(PluginContext context) throws IOException {
            reading =
                    context.read(
                            (messages, lost) -> {
                                if (fails) {
                                    throw new IOException("no room");
                                }
                                messages.forEach(one -> read.add(one.message().text()));
                            });
        }

        private JournalReading reading() {
            return Objects.requireNonNull(reading);
        }
    }

    private TestNetwork.Member start(String name, Reader plugin) throws Exception {
        return network.start(name, name, builder -> builder.plugin("log", plugin));
    }

    @Test
    void aPluginReadsWhatCameWhileItRanAndWhatALoneProcessSent() throws Exception {
        network.start("bob");
        Reader first = new Reader();
        var alice = start("alice", first);
        send(alice, "bob", "one").await(PATIENCE);
        assertTrue(alice.node().settle(PATIENCE));
        assertEquals(List.of("one"), first.read);
        alice.node().close();
        var lone = network.start("alice", "alice", builder -> builder.sending());
        send(lone, "bob", "two").await(PATIENCE);
        lone.node().close();
        Reader second = new Reader();
        start("alice", second);
        assertTrue(second.reading().await(PATIENCE));
        assertEquals(List.of("two"), second.read);
    }

    @Test
    void aPluginThatFailsToTakeMessagesGetsThemAgain() throws Exception {
        var bob = network.start("bob");
        Reader reader = new Reader();
        reader.fails = true;
        var alice = start("alice", reader);
        send(bob, "alice", "one").await(PATIENCE);
        NodeEvent.PluginFailed failed = alice.events().await(NodeEvent.PluginFailed.class);
        assertTrue(failed.reason().endsWith("no room"), failed.reason());
        reader.fails = false;
        assertTrue(reader.reading().await(PATIENCE));
        assertEquals(List.of("one"), reader.read);
        assertEquals(1, alice.events().all(NodeEvent.PluginFailed.class).size());
    }

    @Test
    void nothingIsKeptForAPluginThatIsGoneOrHasEndedItsReading() throws Exception {
        var bob = network.start("bob");
        var alice = start("alice", new Reader());
        assertEquals("plugin:log", alice.node().journal().cursors().getFirst().name());
        alice.node().close();
        // a start without any plugin tells nothing
        alice = network.start("alice");
        assertEquals(1, alice.node().journal().cursors().size());
        alice.node().close();
        alice = network.start("alice", "alice", builder -> builder.plugin("other", _ -> {}));
        assertEquals(List.of(), alice.node().journal().cursors());
        alice.node().close();
        Reader reader = new Reader();
        alice = start("alice", reader);
        reader.reading().close();
        send(bob, "alice", "one").await(PATIENCE);
        assertTrue(alice.node().settle(PATIENCE));
        assertEquals(List.of(), alice.node().journal().cursors());
        assertEquals(List.of(), reader.read);
    }

    private static Delivery send(TestNetwork.Member from, String to, String text) throws Exception {
        return from.node().conversation(from.node().find(to)).sendText(text);
    }

    private static List<String> outbox(TestNetwork.Member of) throws IOException {
        return of.node().outbox().waiting().stream()
                .map(waiting -> waiting.message().text())
                .toList();
    }

    private static List<String> lines(TestNetwork.Member of, long after) throws IOException {
        // the end of an own message is written some milliseconds later, or with what is asked here
        of.node().journal().cursors();
        return of.node().journal().read(CURSOR, after, 100).stream()
                .map(JournalTest::line)
                .toList();
    }

    private static String line(JournalEntry entry) {
        return "%d %s %s: %s"
                .formatted(
                        entry.number(),
                        entry.direction(),
                        entry.peer().name(),
                        entry.message().text());
    }
}
