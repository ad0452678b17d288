package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.core.exchange.SendQueue;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.Attempt;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.core.store.sqlite.MessageDatabase;

@Timeout(30)
class MessagingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestNetwork network;

    @BeforeEach
    void start(@TempDir Path home) {
        network = new TestNetwork(home);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void deliversTextBothWaysOverOneLink() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Peer toBob = alice.node().find("bob");
        alice.node().conversation(toBob).sendText("hello").await(PATIENCE);

        var arrived = bob.events().await(NodeEvent.MessageArrived.class);
        assertEquals("hello", arrived.message().text());
        assertEquals(alice.identity().id(), arrived.message().from());
        assertEquals("alice", arrived.peer().name().text());
        assertEquals(Trust.UNVERIFIED, arrived.trust());

        bob.node().conversation(arrived.peer()).sendText("hello yourself").await(PATIENCE);
        assertEquals(
                "hello yourself",
                alice.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals(1, alice.node().links(bob.identity().id()).size());
        assertEquals(1, bob.node().links(alice.identity().id()).size());

        LinkInfo link = alice.node().links(bob.identity().id()).getFirst();
        assertTrue(alice.node().roundTrip(link, PATIENCE).orElseThrow().isPositive());
        assertEquals(
                List.of(Attempt.Result.LINKED),
                alice.node().lastDial(bob.identity().id()).orElseThrow().attempts().stream()
                        .map(Attempt::result)
                        .toList());
        bob.node().close();
        alice.events().await(NodeEvent.LinkClosed.class);
        assertTrue(alice.node().roundTrip(link, PATIENCE).isEmpty());
    }

    @Test
    void aNodeThatOnlySendsLeavesToTheNextOneWhatTheUserWasNotToldOf() throws Exception {
        var alice = network.start("alice");
        List<Instant> times = new CopyOnWriteArrayList<>();
        var untold =
                network.start(
                        "bob",
                        "bob",
                        b ->
                                b.onEvent(
                                        event -> {
                                            if (event instanceof NodeEvent.MessageArrived untaken) {
                                                times.add(untaken.receivedAt());
                                                throw new IllegalStateException("nobody reads");
                                            }
                                        }));
        alice.node().conversation(alice.node().find("bob")).sendText("hello").await(PATIENCE);
        untold.node().close();

        var sending = network.start("bob", "bob", NodeBuilder::sending);
        sending.node()
                .conversation(sending.node().find("alice"))
                .sendText("in between")
                .await(PATIENCE);
        sending.node().close();
        assertEquals(List.of(), sending.events().all(NodeEvent.MessageArrived.class));

        var bob = network.start("bob");
        var arrived = bob.events().await(NodeEvent.MessageArrived.class);
        assertEquals("hello", arrived.message().text());
        assertEquals(times, List.of(arrived.receivedAt()), "a message has one time of arrival");
        assertTrue(arrived.redelivered());
    }

    @Test
    void theOutboxOfANodeThatOnlySendsHasWhatEarlierOnesLeft() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        alice.node().conversation(alice.node().find("bob")).sendText("hello").await(PATIENCE);
        Peer toBob = alice.node().find("bob");
        bob.node().close();
        Delivery waiting = alice.node().conversation(toBob).sendText("are you there?");
        waiting.stored().toCompletableFuture().get();
        alice.node().close();

        var sending = network.start("alice", "alice", NodeBuilder::sending);
        Outbox outbox = sending.node().outbox();
        assertEquals(
                List.of("are you there?"),
                outbox.waiting().stream().map(each -> each.message().text()).toList());
        String id = waiting.message().id();
        assertEquals(id, outbox.delivery(id).orElseThrow().message().id());
        outbox.cancel(id);
        assertEquals(List.of(), outbox.waiting());
    }

    @Test
    void theEndOfAMessageThatWasLetGoIsTold() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Peer toBob = alice.node().find("bob");
        bob.node().close();
        Delivery held = alice.node().conversation(toBob).sendText("held");
        Delivery letGo = alice.node().conversation(toBob).sendText("let go");
        alice.node().outbox().letGo(letGo.message().id());
        alice.node().outbox().cancel(held.message().id());
        alice.node().outbox().cancel(letGo.message().id());
        var failed = alice.events().await(NodeEvent.MessageFailed.class);
        assertEquals("let go", failed.message().text());
        assertEquals("cancelled", failed.reason());
    }

    @Test
    void keepsTheOrderOfThousandsOfMessages() throws Exception {
        var alice = network.start("alice");
        List<String> seen = new ArrayList<>();
        var bob =
                network.start(
                        "bob",
                        "bob",
                        b -> b.handlers(List.of(handler((m, _) -> seen.add(m.text())))));
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        List<String> sent = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();
        for (String text : sent) {
            conversation.sendText(text);
        }
        bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, sent.size());
        conversation.sendText("last").await(PATIENCE);
        bob.events().await(NodeEvent.MessageArrived.class, e -> e.message().text().equals("last"));
        bob.node().close();
        assertEquals(sent, seen.subList(0, sent.size()));
    }

    @Test
    void answersOfAHandlerReachTheSender() throws Exception {
        var alice = network.start("alice");
        network.start(
                "echo",
                "echo",
                b -> b.handlers(List.of(handler((m, c) -> c.sendText("echo " + m.text())))));
        Conversation conversation = alice.node().conversation(alice.node().find("echo"));
        for (int i = 0; i < 3000; i++) {
            conversation.sendText("text " + i);
        }
        var answers = alice.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 3000);
        assertEquals("echo text 2999", answers.get(2999).message().text());
    }

    @Test
    void aStuckHandlerHoldsUpItsOwnPeerAlone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        var alice = network.start("alice");
        var carol = network.start("carol");
        network.start(
                "bob",
                "bob",
                b ->
                        b.handlers(
                                List.of(
                                        handler(
                                                (m, _) -> {
                                                    if (m.from().equals(alice.identity().id())) {
                                                        release.await();
                                                    }
                                                    handled.add(m.text());
                                                }))));
        Conversation stuck = alice.node().conversation(alice.node().find("bob"));
        Thread flood =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 3 * SendQueue.WINDOW; i++) {
                                            stuck.sendText("from alice");
                                        }
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        Conversation free = carol.node().conversation(carol.node().find("bob"));
        for (int i = 0; i < 2000; i++) {
            free.sendText("from carol");
        }
        for (int i = 0; i < 2000; i++) {
            assertEquals("from carol", handled.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(flood.isAlive(), "the window lets no more through than the receiver accepts");
        release.countDown();
        assertTrue(flood.join(PATIENCE));
        for (int i = 0; i < 3 * SendQueue.WINDOW; i++) {
            assertEquals("from alice", handled.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aHandlerThatThrowsHarmsNeitherMessageNorOtherHandlers() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        var alice = network.start("alice");
        MessageHandler bad =
                handler(
                        (_, _) -> {
                            throw new IllegalStateException("broken");
                        });
        var bob =
                network.start(
                        "bob",
                        "bob",
                        b -> b.handlers(List.of(bad, handler((m, _) -> handled.add(m.text())))));
        alice.node().conversation(alice.node().find("bob")).sendText("hello").await(PATIENCE);
        assertEquals("hello", handled.poll(10, TimeUnit.SECONDS));
        assertEquals("broken", bob.events().await(NodeEvent.PluginFailed.class).reason());
    }

    @Test
    void tellsHandlersOfDeliveryInOrder() throws Exception {
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        MessageHandler handler =
                new MessageHandler() {
                    @Override
                    public boolean accepts(Message message) {
                        return true;
                    }

                    @Override
                    public void handle(Message message, Conversation conversation) {}

                    @Override
                    public void delivered(Message message, Conversation conversation) {
                        delivered.add(message.text() + " to " + conversation.peer().name());
                    }
                };
        var alice = network.start("alice", "alice", b -> b.handlers(List.of(handler)));
        network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("one");
        conversation.sendText("two");
        assertEquals("one to bob", delivered.poll(10, TimeUnit.SECONDS));
        assertEquals("two to bob", delivered.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void reportsWhatNobodyHandles() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.send("application/x-unheard-of", Bytes.utf8("?")).await(PATIENCE);
        var unhandled = bob.events().await(NodeEvent.MessageUnhandled.class);
        assertEquals("application/x-unheard-of", unhandled.message().type());
        assertEquals(List.of(), bob.events().all(NodeEvent.MessageArrived.class));
    }

    @Test
    void messagesOnALostLinkArriveOnceOverTheNextOne() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        var alice = network.start("alice");
        var bob =
                network.start(
                        "bob",
                        "bob",
                        b -> b.handlers(List.of(handler((m, _) -> seen.add(m.text())))));
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        List<String> sent = new ArrayList<>();
        Delivery last = null;
        for (int i = 0; i < 2000; i++) {
            sent.add("text " + i);
            last = conversation.sendText("text " + i);
            if (i % 400 == 200) {
                network.transport().cutLinks();
            }
        }
        last.await(PATIENCE);
        bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, sent.size());
        bob.node().close();
        assertEquals(sent, seen);
    }

    @Test
    void messagesToAPeerThatIsAwayArriveWhenItIsBack() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("one").await(PATIENCE);
        bob.node().close();
        Delivery waiting = conversation.sendText("two");
        waiting.stored().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals("two", alice.node().outbox().waiting().getFirst().message().text());
        bob = network.start("bob");
        waiting.await(PATIENCE);
        assertEquals("two", bob.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals(List.of(), alice.node().outbox().waiting());
    }

    @Test
    void aNodeWhoseMessagesFileIsGoneTellsAtOnceAndTakesNothingMore(@TempDir Path aside)
            throws Exception {
        TestNetwork.Member alice = network.start("alice");
        TestNetwork.Member bob = network.start("bob");
        Files.move(
                network.home("bob").resolve(MessageDatabase.FILE_NAME),
                aside.resolve("messages.db"));

        NodeEvent.StoreFailed told = bob.events().await(NodeEvent.StoreFailed.class);
        assertTrue(told.reason().contains("was removed while it was in use"), told.reason());

        Delivery delivery =
                alice.node().conversation(alice.node().find("bob")).sendText("into nothing");
        alice.events().await(NodeEvent.LinkClosed.class);
        assertFalse(delivery.acknowledged().toCompletableFuture().isDone());
        assertEquals(List.of(), bob.events().all(NodeEvent.MessageArrived.class));
    }

    @Test
    void waitingMessagesOutliveBothNodes() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("one").await(PATIENCE);
        bob.node().close();
        conversation.sendText("two").stored().toCompletableFuture().get(10, TimeUnit.SECONDS);
        conversation.sendText("three").stored().toCompletableFuture().get(10, TimeUnit.SECONDS);
        alice.node().close();
        bob = network.start("bob");
        alice = network.start("alice");
        alice.events()
                .await(
                        NodeEvent.MessageDelivered.class,
                        told -> told.message().text().equals("three"));
        var arrived = bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2);
        assertEquals(
                List.of("two", "three"), arrived.stream().map(e -> e.message().text()).toList());
    }

    @Test
    void aCancelledMessageDoesNotArrive() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("one").await(PATIENCE);
        bob.node().close();
        Delivery regretted = conversation.sendText("two");
        Delivery last = conversation.sendText("three");
        alice.node().outbox().cancel(regretted.message().id());
        IOException e = assertThrows(IOException.class, () -> regretted.await(PATIENCE));
        assertEquals("cancelled", e.getMessage());
        bob = network.start("bob");
        last.await(PATIENCE);
        var arrived = bob.events().await(NodeEvent.MessageArrived.class);
        assertEquals("three", arrived.message().text());
    }

    @Test
    void aMessageThatNobodyFetchesExpiresVisibly() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("one").await(PATIENCE);
        bob.node().close();
        conversation.sendText("two").stored().toCompletableFuture().get(10, TimeUnit.SECONDS);
        alice.node().close();
        alice =
                network.start(
                        "alice",
                        "alice",
                        b -> b.keepFor(Duration.ZERO).firstExpiryCheck(Duration.ZERO));
        var failed = alice.events().await(NodeEvent.MessageFailed.class);
        assertEquals("two", failed.message().text());
        assertEquals("not delivered within 0 days", failed.reason());
        assertEquals(List.of(), alice.node().outbox().waiting());
    }

    @Test
    void aNodeThatSendsAndEndsGetsNoMessages() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        alice.node().conversation(alice.node().find("bob")).sendText("one").await(PATIENCE);
        alice.node().close();
        var sending = network.start("alice", "alice", NodeBuilder::sending);
        sending.node().conversation(sending.node().find("bob")).sendText("two").await(PATIENCE);
        var second =
                bob.events()
                        .await(
                                NodeEvent.MessageArrived.class,
                                e -> e.message().text().equals("two"));
        assertEquals(List.of(), sending.node().self().addresses());
        Delivery answer = bob.node().conversation(second.peer()).sendText("answer");
        answer.stored().toCompletableFuture().get(10, TimeUnit.SECONDS);
        sending.node().close();
        var again = network.start("alice");
        answer.await(PATIENCE);
        again.events().await(NodeEvent.MessageArrived.class);
        assertEquals(List.of(), sending.events().all(NodeEvent.MessageArrived.class));
    }

    @Test
    void aNodeThatLooksRunsBesideTheOneThatTalksAndSendsNothing() throws Exception {
        network.start("alice");
        var bob = network.start("bob");
        var looking = network.start("alice", "alice", NodeBuilder::looking);
        Peer toBob = looking.node().find("bob");
        assertEquals(bob.identity().id(), looking.node().reach(toBob).remote());
        Delivery delivery = looking.node().conversation(toBob).sendText("hello");
        assertThrows(IOException.class, () -> delivery.await(PATIENCE));
    }

    @Test
    void opensLinksForOtherProtocolsAndListsThem() throws Exception {
        Protocol protocol = new Protocol("test", 1);
        var alice = network.start("alice");
        var bob = network.start("bob");
        try (Registration _ =
                bob.node()
                        .environment()
                        .register("test", protocol, link -> link.send(link.receive()))) {
            Peer peer = alice.node().find("bob");
            try (Link link = alice.node().open(peer, protocol)) {
                link.send(Bytes.utf8("ping"));
                assertEquals(Bytes.utf8("ping"), link.receive());
                assertEquals(1, alice.node().links(peer.id()).size());
            }
            assertEquals(List.of(), alice.node().links(peer.id()));
        }
    }

    @Test
    void closingDeregistersAndDeliversWhatIsOnItsWay() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        Delivery last = conversation.sendText("0");
        for (int i = 1; i < 500; i++) {
            last = conversation.sendText(Integer.toString(i));
        }
        alice.node().close();
        last.await(PATIENCE);
        bob.events().await(NodeEvent.PeerLeft.class);
        bob.events().await(NodeEvent.MessageArrived.class, e -> e.message().text().equals("499"));
        assertThrows(IOException.class, () -> conversation.sendText("late"));
    }

    private interface Handling {
        void handle(Message message, Conversation conversation) throws Exception;
    }

    private static MessageHandler handler(Handling handling) {
        return new MessageHandler() {
            @Override
            public boolean accepts(Message message) {
                return true;
            }

            @Override
            public void handle(Message message, Conversation conversation) throws Exception {
                handling.handle(message, conversation);
            }
        };
    }
}
