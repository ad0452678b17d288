package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Identity;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.NodeEvent;
import peerlink.core.store.StreamId;
import peerlink.testkit.contract.TestIdentities;

/** Checks a node that talks with a thousand peers, some of which are stuck one way or the other. */
class ManyPeersTest {
    private static final int PEERS = 1000;
    private static final int STUCK = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StreamId STREAM = new StreamId(1, 2);

    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    @Timeout(120)
    void aThousandConversationsGoOnWhileSomeOfThemAreStuck(@TempDir Path home) throws Exception {
        List<Identity> peers = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            peers.add(TestIdentities.ed25519("peer"));
        }
        Set<PeerId> stuck =
                peers.subList(0, STUCK).stream().map(Identity::id).collect(Collectors.toSet());
        try (TestNetwork network = new TestNetwork(home);
                var heartbeat = Executors.newSingleThreadScheduledExecutor()) {
            var bob = network.start("bob", "bob", b -> b.handlers(List.of(new Busy(stuck))));
            List<RawChat> links = new CopyOnWriteArrayList<>();
            // the opening of all may take longer than a silent link lasts
            heartbeat.scheduleWithFixedDelay(() -> ping(links), 2, 2, TimeUnit.SECONDS);
            for (int i = 0; i < PEERS; i++) {
                links.add(open(network, bob, peers.get(i), i));
            }
            for (int i = 0; i < PEERS; i++) {
                links.get(i).send(1, message(peers.get(i), bob.identity().id(), "hello"));
            }
            for (RawChat link : links) {
                assertEquals(1, link.receive(ChatFrame.Ack.class).seq());
            }
            // these peers neither read nor acknowledge the messages to them
            for (int i = 0; i < STUCK; i++) {
                Peer silent = new Peer(peers.get(STUCK + i).id(), name(STUCK + i), List.of());
                for (int k = 0; k < 20; k++) {
                    bob.node().conversation(silent).sendText("x".repeat(Message.MAX_TEXT));
                }
            }
            var alice = network.start("alice");
            alice.node().conversation(alice.node().find("bob")).sendText("hi").await(PATIENCE);
            bob.node().conversation(bob.node().find("alice")).sendText("hi!").await(PATIENCE);
            for (int i = 2 * STUCK; i < PEERS; i++) {
                links.get(i).send(2, message(peers.get(i), bob.identity().id(), "again"));
            }
            for (int i = 2 * STUCK; i < PEERS; i++) {
                assertEquals(2, links.get(i).receive(ChatFrame.Ack.class).seq());
            }
            bob.events()
                    .awaitCount(
                            NodeEvent.MessageArrived.class,
                            told -> told.message().text().equals("again"),
                            PEERS - 2 * STUCK);
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    private static RawChat open(
            TestNetwork network, TestNetwork.Member bob, Identity identity, int number)
            throws Exception {
        var link =
                new ProtocolNetwork(identity, name(number), List.of(network.transport()))
                        .open(
                                bob.node().self().addresses().getFirst(),
                                ChatFrame.PROTOCOL,
                                bob.identity().id(),
                                false);
        RawChat chat = new RawChat(link, identity.id());
        chat.begin(STREAM);
        // so that bob's waiting messages may go out
        chat.receive(ChatFrame.Begin.class);
        chat.send(new ChatFrame.Have(0, ""));
        // a message that came before bob's answer would be acknowledged by that, and not alone
        chat.receive(ChatFrame.Have.class);
        return chat;
    }

    private static void ping(List<RawChat> links) {
        try {
            for (RawChat link : links) {
                link.send(new ChatFrame.Ping());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PeerName name(int number) {
        return new PeerName("peer-" + number);
    }

    private static Message message(Identity from, PeerId to, String text) {
        return new Message(text, from.id(), to, Message.TEXT, Bytes.utf8(text), Instant.EPOCH);
    }

    private final class Busy implements MessageHandler {
        private final Set<PeerId> stuck;

        private Busy(Set<PeerId> stuck) {
            this.stuck = stuck;
        }

        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) throws InterruptedException {
            if (stuck.contains(message.from())) {
                release.await();
            }
        }
    }
}
