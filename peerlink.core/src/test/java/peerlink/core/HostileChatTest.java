package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.PeerName;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.SendQueue;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.NodeEvent;
import peerlink.core.store.StreamId;
import peerlink.testkit.contract.TestIdentities;

/**
 * Checks that a peer that breaks the rules of {@code peerlink/1} loses its link, and disturbs no
 * other peer.
 */
@Timeout(30)
class HostileChatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");
    private static final StreamId STREAM = new StreamId(1, 2);

    private TestNetwork network;
    private TestNetwork.Member bob;
    private Conversation toBob;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        bob = network.start("bob");
        var alice = network.start("alice");
        toBob = alice.node().conversation(alice.node().find("bob"));
        toBob.sendText("hello").await(PATIENCE);
    }

    @AfterEach
    void theOthersGoOn() throws Exception {
        try {
            toBob.sendText("still here").await(PATIENCE);
        } finally {
            network.close();
        }
    }

    @Test
    void aMessageBeforeItsStreamEndsTheLink() throws Exception {
        try (RawChat mallory = open()) {
            mallory.send(1, message("hi"));
            assertEnded(mallory, "before its stream");
        }
    }

    @Test
    void aSecondStreamOnALinkEndsIt() throws Exception {
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            mallory.begin(new StreamId(3, 4));
            assertEnded(mallory, "a second stream");
        }
    }

    @Test
    void aNumberThatDoesNotGrowEndsTheLink() throws Exception {
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            mallory.send(7, message("hi"));
            mallory.send(7, message("hi again"));
            assertEnded(mallory, "message 7 came after message 7");
        }
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentEndsTheLink() throws Exception {
        try (RawChat mallory = open()) {
            mallory.send(new ChatFrame.Ack(5));
            assertEnded(mallory, "which was not sent");
        }
    }

    @Test
    void aRefusalOfWhatWasNeverSentEndsTheLink() throws Exception {
        try (RawChat mallory = open()) {
            mallory.send(new ChatFrame.Refusal(5, "no", "no", false));
            assertEnded(mallory, "was refused");
        }
    }

    @Test
    void aMessageThatCanNeverBeTakenIsRefusedAloneAndWhatComesAfterItIsTaken() throws Exception {
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            mallory.send(1, message("before"));
            mallory.send(new ChatFrame.Unacceptable(2, ""));
            mallory.send(3, message("after"));
            var refusal = mallory.receive(ChatFrame.Refusal.class);
            assertEquals(2, refusal.seq());
            assertEquals("unacceptable", refusal.code());
            assertTrue(refusal.alone());
            assertEquals("a message has no content", refusal.message());
        }
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            assertEquals(1, mallory.receive(ChatFrame.Have.class).seq());
            mallory.send(3, message("after"));
            assertEquals(3, awaitAcknowledged(mallory, 3));
        }
        bob.events().await(NodeEvent.MessageArrived.class, e -> e.message().text().equals("after"));
    }

    @Test
    void aMessageThatComesAgainOverAnotherLinkIsTakenOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (RawChat mallory = open()) {
                mallory.begin(STREAM);
                mallory.send(1, message("once"));
                mallory.send(2, message("then " + i));
                mallory.send(3 + i, message("new " + i));
                assertEquals(
                        3 + i, awaitAcknowledged(mallory, 3 + i), "all that came is acknowledged");
            }
        }
        bob.events().await(NodeEvent.MessageArrived.class, e -> e.message().text().equals("new 2"));
        assertEquals(
                List.of("once", "then 0", "new 0", "new 1", "new 2"),
                bob.events().all(NodeEvent.MessageArrived.class).stream()
                        .filter(e -> e.message().from().equals(MALLORY.id()))
                        .map(e -> e.message().text())
                        .toList());
    }

    @Test
    void moreThanTheWindowEndsTheLinkAndNoMoreIsKept() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        bob.node().close();
        bob = network.start("bob", "bob", b -> b.handlers(List.of(new StuckFor(MALLORY, release))));
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            Thread flood =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            for (int i = 1; i < 4 * SendQueue.WINDOW; i++) {
                                                mallory.send(i, message("flood " + i));
                                            }
                                        } catch (IOException e) {
                                            // the link was ended, as it should be
                                        }
                                    });
            assertEnded(mallory, "more messages than the window allows");
            assertTrue(flood.join(PATIENCE));
        } finally {
            release.countDown();
        }
    }

    @Test
    void aPeerThatBeginsAnotherStreamEachTimeIsHeardAndCostsNoMoreThanAFew() throws Exception {
        for (int i = 1; i <= 100; i++) {
            try (RawChat mallory = open()) {
                mallory.begin(new StreamId(7, i));
                assertEquals(0, mallory.receive(ChatFrame.Have.class).seq());
            }
        }
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            mallory.send(1, message("at last"));
            assertEquals(1, awaitAcknowledged(mallory, 1));
        }
    }

    @Test
    void silenceAfterTheHelloIsNoHarm() throws Exception {
        try (RawChat mallory = open()) {
            mallory.begin(STREAM);
            assertEquals(0, mallory.receive(ChatFrame.Have.class).seq());
        }
    }

    private RawChat open() throws IOException {
        Link link =
                new ProtocolNetwork(MALLORY, new PeerName("mallory"), List.of(network.transport()))
                        .open(
                                bob.node().self().addresses().getFirst(),
                                ChatFrame.PROTOCOL,
                                bob.identity().id(),
                                false);
        return new RawChat(link, MALLORY.id());
    }

    private Message message(String text) {
        return new Message(
                text.replace(' ', '-'),
                MALLORY.id(),
                bob.identity().id(),
                Message.TEXT,
                Bytes.utf8(text),
                Instant.EPOCH);
    }

    private static long awaitAcknowledged(RawChat chat, long seq) throws IOException {
        long last = 0;
        while (last < seq) {
            // a peer that sends before the answer to its beginning may be told by that answer
            last =
                    switch (chat.receive(ChatFrame.class)) {
                        case ChatFrame.Ack ack -> ack.seq();
                        case ChatFrame.Have have -> have.seq();
                        default -> last;
                    };
        }
        return last;
    }

    private void assertEnded(RawChat chat, String reason) throws Exception {
        assertThrows(
                IOException.class,
                () -> {
                    while (true) {
                        chat.receive();
                    }
                });
        bob.events().await(NodeEvent.LinkClosed.class, closed -> closed.reason().contains(reason));
    }

    private record StuckFor(Identity peer, CountDownLatch release) implements MessageHandler {
        @Override
        public boolean accepts(Message message) {
            return message.from().equals(peer.id());
        }

        @Override
        public void handle(Message message, Conversation conversation) throws InterruptedException {
            release.await();
        }
    }
}
