package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.NodeEvent;

/** Checks that an orderly end neither loses nor doubles messages. */
@Timeout(30)
class ClosingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
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
    void acknowledgedMessagesAreHandledAndAnswered() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob", "bob", b -> b.handlers(List.of(new Slow(true))));
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        for (int i = 0; i < 200; i++) {
            conversation.sendText("message").await(PATIENCE);
        }
        Thread closing = Thread.ofVirtual().start(bob.node()::close);
        alice.events().await(NodeEvent.PeerLeft.class);
        release.countDown();
        closing.join();
        assertEquals(200, handled.size());
        alice.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 200);
    }

    @Test
    void aMessageThatComesTooLateIsNotAcknowledged() throws Exception {
        var alice = network.start("alice");
        var bob = network.start("bob", "bob", b -> b.handlers(List.of(new Slow(false))));
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        conversation.sendText("early").await(PATIENCE);
        Thread closing = Thread.ofVirtual().start(bob.node()::close);
        alice.events().await(NodeEvent.PeerLeft.class);
        bob.events().await(NodeEvent.MessageArrived.class);
        Delivery late = awaitRefusal(conversation);
        release.countDown();
        closing.join();
        // all frames of the link were read before its end was told
        alice.events().await(NodeEvent.LinkClosed.class);
        assertThrows(IOException.class, () -> late.await(Duration.ofMillis(1)));
        assertEquals(bob.events().all(NodeEvent.MessageArrived.class).size(), handled.size());
    }

    @Test
    void handlersAreToldOfTheLastDeliveries() throws Exception {
        var alice = network.start("alice", "alice", b -> b.handlers(List.of(new Slow(false))));
        var bob = network.start("bob");
        Conversation conversation = alice.node().conversation(alice.node().find("bob"));
        for (int i = 0; i < 200; i++) {
            conversation.sendText("message").await(PATIENCE);
        }
        Thread closing = Thread.ofVirtual().start(alice.node()::close);
        bob.events().await(NodeEvent.PeerLeft.class);
        release.countDown();
        closing.join();
        assertEquals(200, handled.size());
    }

    /**
     * Sends until a message is not acknowledged at once: the end may have begun a moment after the
     * deregistration.
     */
    private static Delivery awaitRefusal(Conversation conversation) throws Exception {
        while (true) {
            Delivery delivery = conversation.sendText("late");
            try {
                delivery.await(Duration.ofMillis(200));
            } catch (IOException e) {
                return delivery;
            }
        }
    }

    private final class Slow implements MessageHandler {
        private final boolean answers;

        private Slow(boolean answers) {
            this.answers = answers;
        }

        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) throws Exception {
            release.await();
            if (answers) {
                conversation.sendText("answer");
            }
            handled.add(message.text());
        }

        @Override
        public void delivered(Message message, Conversation conversation) throws Exception {
            if (!answers) {
                release.await();
                handled.add(message.text());
            }
        }
    }
}
