package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.core.admission.RequestFile;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.Contact;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.core.model.Trust;
import peerlink.core.store.StreamId;
import peerlink.testkit.contract.TestIdentities;

/** Checks the first contact of Alice with Bob, who does not know her and wants to be asked. */
@Timeout(30)
class FirstContactTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Identity EVE = TestIdentities.ed25519("eve");
    private static final StreamId STREAM = new StreamId(1, 2);

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isDecided = new AtomicBoolean();
    private TestNetwork network;
    private TestNetwork.Member alice;
    private TestNetwork.Member bob;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        alice = network.start("alice");
        bob = startBob(RequestPolicy.ASK);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void theFirstMessageIsARequestThatNoHandlerSees() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        ContactRequest request = bob.events().await(NodeEvent.RequestArrived.class).request();
        assertEquals("hello", request.message().text());
        assertEquals(alice.identity().id(), request.from());
        assertEquals("alice", request.name().text());
        assertFalse(request.isNameTaken());
        assertEquals(List.of(request), bob.node().requests());
        assertEquals(List.of(), bob.node().contacts().all());
        assertNothingIsHandled();
    }

    @Test
    void nothingMoreIsTakenWhileTheRequestWaits() throws Exception {
        Conversation toBob = conversation();
        toBob.sendText("hello").await(PATIENCE);
        assertRefused("request-pending", toBob.sendText("are you there?"));
        alice.events().await(NodeEvent.LinkClosed.class);
        Delivery again = toBob.sendText("please");
        var e = assertThrows(RefusedException.class, () -> again.await(PATIENCE));
        assertEquals("request-pending", e.code());
        assertEquals("bob has not accepted you yet: your first message waits", e.getMessage());
        assertEquals(1, bob.node().requests().size());
        assertNothingIsHandled();
    }

    @Test
    void allThatIsSentWithTheFirstMessageIsRefusedAndSaidToBe() throws Exception {
        Conversation toBob = conversation();
        Delivery first = toBob.sendText("0");
        List<Delivery> further = new ArrayList<>();
        try {
            for (int i = 1; i < 500; i++) {
                further.add(toBob.sendText(Integer.toString(i)));
            }
        } catch (RefusedException e) {
            // the refusal came so early that the next link was refused too
            assertEquals("request-pending", e.code());
        }
        first.await(PATIENCE);
        for (Delivery delivery : further) {
            assertRefused("request-pending", delivery);
        }
        assertEquals("0", bob.node().requests().getFirst().message().text());
        assertEquals(1, bob.events().all(NodeEvent.RequestArrived.class).size());
    }

    @Test
    void acceptingHandsTheMessageOverAndLetsFurtherOnesIn() throws Exception {
        Conversation toBob = conversation();
        toBob.sendText("hello").await(PATIENCE);
        Contact contact = bob.node().contacts().accept("alice");
        assertEquals(Trust.UNVERIFIED, contact.trust());
        assertEquals(List.of(contact), bob.node().contacts().all());
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
        toBob.sendText("thanks").await(PATIENCE);
        bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2);
        bob.node().close();
        assertEquals(List.of("hello", "thanks"), handled);
        assertEquals(List.of(), bob.node().requests());
        assertEquals(List.of(), new RequestFile(network.home("bob"), bob.identity().id()).read());
    }

    @Test
    void aPeerReachedInPassingCantWriteIntoTheProfileOfTheNodeThatRuns() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        var kept = new RequestFile(network.home("bob"), bob.identity().id()).read();
        var answers = new LinkedBlockingQueue<ChatFrame>();
        var eve = new Peer(EVE.id(), new PeerName("eve"), List.of());
        var raw = new ProtocolNetwork(EVE, eve.name(), List.of(network.transport()));
        try (Listener listener =
                raw.listen(
                        Address.parse("loopback://eve:0"),
                        Map.of(ChatFrame.PROTOCOL, link -> answers.add(answer(link))))) {
            Peer there = new Peer(eve.id(), eve.name(), List.of(listener.address()));
            for (RequestPolicy policy : RequestPolicy.values()) {
                var passing =
                        network.start("bob", "bob", builder -> builder.looking().requests(policy));
                passing.node().reach(there);
                var refusal =
                        assertInstanceOf(
                                ChatFrame.Refusal.class, answers.poll(10, TimeUnit.SECONDS));
                assertEquals("one-way", refusal.code());
                passing.node().close();
                assertEquals(List.of(), passing.events().all(NodeEvent.RequestArrived.class));
            }
        }
        assertEquals(kept, new RequestFile(network.home("bob"), bob.identity().id()).read());
        assertEquals(List.of(), ContactBook.open(network.home("bob")).all());
    }

    /** Writes at once to the peer that has opened the link, and returns the answer. */
    private static ChatFrame answer(Link link) throws IOException {
        PeerId to = link.info().remote();
        RawChat chat = new RawChat(link, EVE.id());
        chat.begin(STREAM);
        chat.send(
                1,
                new Message("id", EVE.id(), to, Message.TEXT, Bytes.utf8("psst"), Instant.EPOCH));
        return chat.receive();
    }

    @Test
    void blockingForgetsTheRequestAndRefusesThePeerForGood() throws Exception {
        Conversation toBob = conversation();
        toBob.sendText("buy now").await(PATIENCE);
        assertEquals(alice.identity().id(), bob.node().contacts().block("alice").id());
        assertEquals(List.of(), bob.node().requests());
        alice.events().await(NodeEvent.LinkClosed.class);
        assertRefused("refused", toBob.sendText("buy now!"));
        assertThrows(PeerUnavailableException.class, () -> bob.node().contacts().accept("alice"));
        assertNothingIsHandled();
    }

    @Test
    void aRequestOutlivesItsNode() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        List<ContactRequest> before = bob.node().requests();
        bob.node().close();
        bob = startBob(RequestPolicy.ASK);
        assertEquals(1, bob.node().requests().size());
        assertEquals(before.getFirst().message(), bob.node().requests().getFirst().message());
        assertRefusedAtTheHello("request-pending");
        bob.node().contacts().accept(alice.identity().id().text());
        bob.events().await(NodeEvent.MessageArrived.class);
    }

    @Test
    void aRequestAcceptedAndNotHandledIsHandledByTheNextNode() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        bob.node().close();
        // as after a crash between the two
        new KeyPinning(ContactBook.open(network.home("bob"))).pin(alice.node().self());
        bob = startBob(RequestPolicy.ASK);
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals(List.of(), bob.node().requests());
        bob.node().close();
        assertEquals(List.of("hello"), handled);
        assertEquals(List.of(), new RequestFile(network.home("bob"), bob.identity().id()).read());
    }

    @Test
    void aRequestWhoseHandlerWasCutOffIsHandledByTheNextNode() throws Exception {
        bob.node().close();
        CountDownLatch never = new CountDownLatch(1);
        MessageHandler stubborn =
                new Recorder(handled) {
                    @Override
                    public void handle(Message message, Conversation conversation) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            // goes on as if the first one were done, as a plugin might
                            super.handle(message, conversation);
                        }
                    }
                };
        bob =
                network.start(
                        "bob",
                        "bob",
                        b -> b.requests(RequestPolicy.ASK).handlers(List.of(stubborn)));
        conversation().sendText("hello").await(PATIENCE);
        bob.node().contacts().accept("alice");
        bob.events().await(NodeEvent.MessageArrived.class);
        bob.node().close();
        bob = startBob(RequestPolicy.ASK);
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
    }

    @Test
    void aPeerThatAnotherProcessTrustsIsHandledByTheNodeThatRuns() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        new KeyPinning(ContactBook.open(network.home("bob"))).pin(alice.node().self());
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
    }

    @Test
    void reachingWhoHasAskedAcceptsTheRequest() throws Exception {
        try (RawChat link = rawLink()) {
            link.send(1, message("id-1", "hello"));
            link.receive();
        }
        bob.events().await(NodeEvent.LinkClosed.class);
        bob.node().reach(alice.node().self());
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
    }

    @Test
    void aPeerTrustedWhileItsRequestIsWrittenHasNone() throws Exception {
        Peer asker = alice.node().self();
        restartBob(() -> bob.node().contacts().vouch(asker));
        isDecided.set(true);
        conversation().sendText("hello").await(PATIENCE);
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals(List.of(), bob.events().all(NodeEvent.RequestArrived.class));
    }

    @Test
    void nothingIsShownOfWhoIsBlockedWhileTheRequestIsWritten() throws Exception {
        restartBob(() -> bob.node().contacts().block(alice.identity().id().text()));
        isDecided.set(true);
        Delivery buy = conversation().sendText("buy now");
        alice.events().await(NodeEvent.LinkClosed.class);
        assertThrows(IOException.class, () -> buy.await(PATIENCE));
        assertNothingIsHandled();
        assertEquals(List.of(), bob.events().all(NodeEvent.RequestArrived.class));
    }

    @Test
    void anAnswerIsNoRequest() throws Exception {
        bob.node().conversation(bob.node().find("alice")).sendText("who are you?").await(PATIENCE);
        var asked = alice.events().await(NodeEvent.MessageArrived.class);
        alice.node().conversation(asked.peer()).sendText("alice").await(PATIENCE);
        bob.events().await(NodeEvent.MessageArrived.class);
        assertEquals(List.of(), bob.events().all(NodeEvent.RequestArrived.class));
    }

    @Test
    void aPeerThatAnotherProcessOfTheProfileHasWrittenToIsKnown() throws Exception {
        new KeyPinning(ContactBook.open(network.home("bob"))).pin(alice.node().self());
        conversation().sendText("the answer").await(PATIENCE);
        bob.events().await(NodeEvent.MessageArrived.class);
        assertEquals(List.of(), bob.node().requests());
    }

    @Test
    void writingToWhoHasAskedAcceptsTheRequest() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        Peer asker = bob.node().find("alice");
        bob.node().conversation(asker).sendText("hello yourself").await(PATIENCE);
        assertEquals("hello", bob.events().await(NodeEvent.MessageArrived.class).message().text());
        alice.events().await(NodeEvent.MessageArrived.class);
        assertEquals(List.of(), bob.node().requests());
    }

    @Test
    void otherProtocolsAreClosedUntilThePeerIsAccepted() throws Exception {
        Protocol files = new Protocol("files", 1);
        bob.node().environment().register("files", files, link -> link.send(link.receive()));
        Peer toBob = alice.node().find("bob");
        var e = assertThrows(RefusedException.class, () -> alice.node().open(toBob, files));
        assertEquals("not-accepted", e.code());
        conversation().sendText("hello").await(PATIENCE);
        bob.node().contacts().accept("alice");
        alice.node().open(toBob, files).close();
    }

    @Test
    void aFirstMessageThatIsNoShortTextIsRefusedAndNotKept() throws Exception {
        Conversation toBob = conversation();
        assertRefused("request-not-text", toBob.send("application/x-offer", Bytes.utf8("a file")));
        for (String unseen : List.of(" \n", "\u200b", "\u3164", "\u00a0", "")) {
            assertRefused("request-not-text", conversation().sendText(unseen));
        }
        assertRefused(
                "request-not-text",
                conversation().send(Message.TEXT, Bytes.wrap(new byte[] {(byte) 0xff})));
        assertRefused(
                "request-too-long",
                conversation().sendText("x".repeat(ContactRequest.MAX_TEXT + 1)));
        assertEquals(List.of(), bob.node().requests());
        conversation().sendText("x".repeat(ContactRequest.MAX_TEXT)).await(PATIENCE);
        assertEquals(1, bob.node().requests().size());
        assertNothingIsHandled();
    }

    @Test
    void theSameMessageAgainIsAcknowledgedAndKeptOnce() throws Exception {
        try (RawChat link = rawLink()) {
            link.send(1, message("id-1", "hello"));
            link.send(2, message("id-1", "hello"));
            long acknowledged = 0;
            while (acknowledged < 2) {
                acknowledged = ((ChatFrame.Ack) link.receive()).seq();
            }
            link.send(3, message("id-2", "hello?"));
            var refusal = (ChatFrame.Refusal) link.receive();
            assertEquals(3, refusal.seq());
            assertEquals("request-pending", refusal.code());
        }
        assertEquals(1, bob.events().all(NodeEvent.RequestArrived.class).size());
    }

    @Test
    void aPeerThatStaysAfterARefusalIsCutOff() throws Exception {
        try (RawChat link = rawLink()) {
            link.send(1, message("id-1", "hello"));
            link.send(2, message("id-2", "more"));
            while (!(link.receive() instanceof ChatFrame.Refusal)) {
                // the acknowledgement of the first
            }
            link.send(3, message("id-3", "still here"));
            assertThrows(EOFException.class, () -> link.receive());
        }
        assertEquals(1, bob.node().requests().size());
        assertNothingIsHandled();
    }

    @Test
    void aNodeThatRefusesStrangersSaysSoAndKeepsNothing() throws Exception {
        bob.node().close();
        bob = startBob(RequestPolicy.REFUSE);
        assertRefusedAtTheHello("unknown-peer");
        assertEquals(List.of(), bob.events().all(NodeEvent.LinkOpened.class));
        new KeyPinning(ContactBook.open(network.home("bob"))).pin(alice.node().self());
        conversation().sendText("known now").await(PATIENCE);
    }

    @Test
    void aForgottenPeerHasToAskAgainOnTheSameLink() throws Exception {
        Conversation toBob = conversation();
        toBob.sendText("hello").await(PATIENCE);
        bob.node().contacts().accept("alice");
        toBob.sendText("thanks").await(PATIENCE);
        // handled after the request, which is not kept any more then
        bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2);
        bob.node().contacts().forget("alice");
        toBob.sendText("me again").await(PATIENCE);
        bob.events()
                .await(
                        NodeEvent.RequestArrived.class,
                        arrived -> arrived.request().message().text().equals("me again"));
    }

    @Test
    void anImpostorIsAcceptedAndBlockedUnderAnotherNameThanTheContact() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        bob.node().contacts().accept("alice");
        var mallory = network.start("mallory", "alice", b -> b.directories());
        Peer toBob = bob.node().self();
        mallory.node().conversation(toBob).sendText("I am alice").await(PATIENCE);
        ContactRequest request =
                bob.events()
                        .await(
                                NodeEvent.RequestArrived.class,
                                arrived -> arrived.request().from().equals(mallory.identity().id()))
                        .request();
        assertTrue(request.isNameTaken());
        String standIn = mallory.identity().id().text().substring(0, 16);
        assertEquals(standIn, request.name().text());
        assertThrows(PeerUnavailableException.class, () -> bob.node().contacts().accept("alice"));
        assertEquals(standIn, bob.node().contacts().accept(standIn).name().text());
        assertEquals(
                alice.identity().id(),
                bob.node().contacts().all().stream()
                        .filter(contact -> contact.name().text().equals("alice"))
                        .findFirst()
                        .orElseThrow()
                        .id());
    }

    @Test
    void aNameThatSomebodyOnlineHasIsNotTheRequests() throws Exception {
        var mallory = network.start("mallory", "alice", b -> b.directories());
        bob.events().await(NodeEvent.PeerAppeared.class);
        mallory.node().conversation(bob.node().self()).sendText("I am alice").await(PATIENCE);
        ContactRequest request = bob.events().await(NodeEvent.RequestArrived.class).request();
        assertTrue(request.isNameTaken());
        bob.node().contacts().block(request.name().text());
        assertEquals(mallory.identity().id(), bob.node().contacts().all().getFirst().id());
        conversation().sendText("I am").await(PATIENCE);
    }

    @Test
    void aDamagedOrNewerFileStopsTheNodeAndStays() throws Exception {
        conversation().sendText("hello").await(PATIENCE);
        bob.node().close();
        Path file = network.home("bob").resolve(RequestFile.FILE_NAME);
        String good = Files.readString(file);
        for (String bad :
                List.of(
                        good.substring(0, good.length() / 2),
                        "{}",
                        good.replace("\"version\" : 1", "\"version\" : 2"),
                        good.replace("\"alice\"", "\"../alice\""))) {
            Files.writeString(file, bad);
            var e = assertThrows(IOException.class, () -> startBob(RequestPolicy.ASK));
            assertTrue(e.getMessage().contains("requests.json"), e.getMessage());
            assertEquals(bad, Files.readString(file));
        }
        Files.writeString(file, good);
        bob = startBob(RequestPolicy.ASK);
        assertEquals(1, bob.node().requests().size());
    }

    private TestNetwork.Member startBob(RequestPolicy policy) throws Exception {
        return network.start(
                "bob", "bob", b -> b.requests(policy).handlers(List.of(new Recorder(handled))));
    }

    private interface Decision {
        void make() throws IOException;
    }

    /**
     * Starts Bob anew. Once {@code isDecided} is set, he decides just before his node notes the
     * time of a request.
     */
    private void restartBob(Decision decision) throws Exception {
        bob.node().close();
        InstantSource clock =
                () -> {
                    try {
                        if (isDecided.getAndSet(false)) {
                            decision.make();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return Instant.EPOCH;
                };
        bob =
                network.start(
                        "bob",
                        "bob",
                        b ->
                                b.requests(RequestPolicy.ASK)
                                        .clock(clock)
                                        .handlers(List.of(new Recorder(handled))));
    }

    private static class Recorder implements MessageHandler {
        private final List<String> handled;

        Recorder(List<String> handled) {
            this.handled = handled;
        }

        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) {
            handled.add(message.text());
        }
    }

    private Conversation conversation() throws IOException {
        return alice.node().conversation(alice.node().find("bob"));
    }

    private RawChat rawLink() throws IOException {
        Link link =
                new ProtocolNetwork(
                                alice.identity(),
                                new PeerName("alice"),
                                List.of(network.transport()))
                        .open(
                                bob.node().self().addresses().getFirst(),
                                ChatFrame.PROTOCOL,
                                bob.identity().id(),
                                false);
        RawChat chat = new RawChat(link, alice.identity().id());
        chat.begin(STREAM);
        return chat;
    }

    private Message message(String id, String text) {
        return new Message(
                id,
                alice.identity().id(),
                bob.identity().id(),
                Message.TEXT,
                Bytes.utf8(text),
                Instant.EPOCH);
    }

    private static void assertRefused(String code, Delivery delivery) {
        var e = assertThrows(RefusedException.class, () -> delivery.await(PATIENCE));
        assertEquals(code, e.code());
    }

    private void assertRefusedAtTheHello(String code) throws IOException {
        assertRefused(code, conversation().sendText("hello?"));
    }

    /** Waits for the handlers, and checks that they have got nothing. */
    private void assertNothingIsHandled() {
        bob.node().close();
        assertEquals(List.of(), handled);
        assertEquals(List.of(), bob.events().all(NodeEvent.MessageArrived.class));
        assertEquals(List.of(), bob.events().all(NodeEvent.MessageUnhandled.class));
    }
}
