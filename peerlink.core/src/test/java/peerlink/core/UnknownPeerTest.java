package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Identity;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.core.store.StreamId;
import peerlink.testkit.contract.TestIdentities;

class UnknownPeerTest {
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");

    /**
     * An attempt of an unknown peer: it sends a message over one of three links, which it opens
     * when it must.
     */
    private record Attempt(int link, int seqSkipped, String id, String type, Bytes content) {}

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void ofAnUnknownPeersMessagesOneTextAtMostIsKeptAndNoneIsHandled(
            @ForAll("attempts") List<Attempt> attempts) throws Exception {
        Path home = Files.createTempDirectory("unknown-peer");
        List<Message> handled = new CopyOnWriteArrayList<>();
        try (TestNetwork network = new TestNetwork(home)) {
            var bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    b.requests(RequestPolicy.ASK)
                                            .handlers(List.of(new Recorder(handled))));
            ProtocolNetwork mallory =
                    new ProtocolNetwork(
                            MALLORY, new PeerName("mallory"), List.of(network.transport()));
            RawChat[] links = new RawChat[3];
            long[] seqs = new long[3];
            for (Attempt attempt : attempts) {
                int i = attempt.link();
                try {
                    if (links[i] == null) {
                        links[i] =
                                new RawChat(
                                        mallory.open(
                                                bob.node().self().addresses().getFirst(),
                                                ChatFrame.PROTOCOL,
                                                bob.identity().id(),
                                                false),
                                        MALLORY.id());
                        links[i].begin(new StreamId(0, i));
                    }
                    seqs[i] += 1 + attempt.seqSkipped();
                    Message message = message(attempt, bob.identity().id());
                    links[i].send(seqs[i], message);
                    awaitAnswer(links[i]);
                } catch (RefusedException e) {
                    // refused at the hello
                } catch (IOException e) {
                    links[i].close();
                    links[i] = null;
                }
            }
            for (RawChat link : links) {
                if (link != null) {
                    link.close();
                }
            }
            List<ContactRequest> kept = new ArrayList<>(bob.node().requests());
            bob.node().close();
            assertTrue(kept.size() <= 1, kept::toString);
            kept.forEach(request -> assertTrue(request.message().isText()));
            assertEquals(kept.size(), bob.events().all(NodeEvent.RequestArrived.class).size());
            assertEquals(List.of(), handled);
            assertEquals(List.of(), bob.events().all(NodeEvent.MessageArrived.class));
            assertEquals(List.of(), bob.node().contacts().all());
        } finally {
            delete(home);
        }
    }

    private static void awaitAnswer(RawChat link) throws IOException {
        if (link.receive() instanceof ChatFrame.Refusal refusal) {
            throw new IOException(refusal.code());
        }
    }

    private static Message message(Attempt attempt, PeerId to) {
        return new Message(
                attempt.id(), MALLORY.id(), to, attempt.type(), attempt.content(), Instant.EPOCH);
    }

    @Provide
    Arbitrary<List<Attempt>> attempts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.frequency(Tuple.of(9, 0), Tuple.of(1, 1)),
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.frequency(
                                Tuple.of(3, Message.TEXT), Tuple.of(1, "application/x-other")),
                        Arbitraries.oneOf(
                                Arbitraries.strings().ofMaxLength(20).map(Bytes::utf8),
                                Arbitraries.bytes()
                                        .array(byte[].class)
                                        .ofMaxSize(5000)
                                        .map(Bytes::wrap)))
                .as(Attempt::new)
                .list()
                .ofMaxSize(12);
    }

    private record Recorder(List<Message> handled) implements MessageHandler {
        @Override
        public boolean accepts(Message message) {
            return handled.add(message);
        }

        @Override
        public void handle(Message message, Conversation conversation) {
            handled.add(message);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
