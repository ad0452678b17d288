package peerlink.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Transport;
import peerlink.core.Networks;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.RecordedEvents;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.testkit.contract.TestIdentities;

/**
 * Two nodes without a registry, one of which nobody can connect to: its open link for messages has
 * others opened, by signals over it.
 */
@Timeout(30)
class LentPathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path home;

    private static List<Transport> transports() {
        return ServiceLoader.load(Transport.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private Node start(String name, RecordedEvents events, Address... listen) throws Exception {
        Path directory = home.resolve(name);
        return new NodeBuilder(IdentityStore.loadOrCreate(directory), new PeerName(name))
                .dataDirectory(directory)
                .transports(transports())
                .listen(listen)
                .requests(RequestPolicy.ACCEPT)
                .onEvent(events)
                .start();
    }

    @Test
    void aPeerThatHasWrittenFirstConnectsBackForAnotherLink() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node bob = start("bob", bobSaw, Address.parse("tls://127.0.0.1:0"));
                Node alice = start("alice", new RecordedEvents())) {
            alice.conversation(bob.self()).sendText("I am behind a router").await(PATIENCE);
            Peer writer = bobSaw.await(NodeEvent.MessageArrived.class).peer();
            bob.conversation(writer).sendText("so I see").await(PATIENCE);
            assertEquals(List.of(), bob.known(writer).addresses());
            try (Link link = bob.open(writer, ChatFrame.PROTOCOL)) {
                assertEquals(alice.self().id(), link.info().remote());
                assertEquals(LinkInfo.Path.REVERSED, link.info().path());
                assertEquals(LinkInfo.Origin.DIALLED, link.info().origin());
            }
            LinkInfo lent =
                    bob.links(writer.id()).stream()
                            .filter(one -> one.path() == LinkInfo.Path.DIRECT)
                            .findFirst()
                            .orElseThrow();
            assertTrue(
                    bob.attempts(writer.id()).stream()
                            .anyMatch(
                                    one ->
                                            one.path() == LinkInfo.Path.REVERSED
                                                    && one.address().equals(lent.remoteAddress())));
            bob.conversation(writer).sendText("it goes on").await(PATIENCE);
        }
    }

    @Test
    void withoutALinkThatLendsItsPathSuchAPeerIsNotReachedAsBefore() throws Exception {
        try (Node bob = start("bob", new RecordedEvents(), Address.parse("tls://127.0.0.1:0"))) {
            Identity alice = TestIdentities.ed25519("alice");
            Peer writer = new Peer(alice.id(), new PeerName("alice"), List.of());
            PeerUnavailableException failure =
                    assertThrows(
                            PeerUnavailableException.class,
                            () -> bob.open(writer, ChatFrame.PROTOCOL));
            assertEquals("alice is not online: no address is known", failure.getMessage());
        }
    }

    /** A signature alone makes it count, as over a registry. */
    @Test
    void aSignalThatCountsIsAnsweredOverTheLinkAndOneOfAnotherPeerIsNot() throws Exception {
        Identity alice = TestIdentities.ed25519("alice");
        Identity mallory = TestIdentities.ed25519("mallory");
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node bob = start("bob", bobSaw, Address.parse("tls://127.0.0.1:0"));
                RawChat chat =
                        new RawChat(
                                Networks.of(alice, new PeerName("alice"), transports())
                                        .open(
                                                bob.self().addresses().getFirst(),
                                                ChatFrame.PROTOCOL,
                                                bob.self().id()),
                                alice.id())) {
            Peer writer = bobSaw.await(NodeEvent.LinkOpened.class).peer();
            bob.contacts().vouch(writer);
            chat.send(new ChatFrame.Signal(want(mallory, bob, 1)));
            chat.send(new ChatFrame.Signal(want(alice, bob, 2)));
            Signal answer =
                    SealedSignal.read(chat.receive(ChatFrame.Signal.class).content()).signal();
            assertEquals(Signal.Step.READY, answer.step());
            assertEquals(number(2), answer.appeal());
            assertEquals(alice.id(), answer.to());
            assertEquals(bob.self().id(), answer.from());
        }
    }

    private static Bytes want(Identity from, Node to, int number) {
        Bytes key = Bytes.wrap(from.certificate().getPublicKey().getEncoded());
        return SealedSignal.of(
                new Signal(
                        key,
                        to.self().id(),
                        Instant.now(),
                        number(number),
                        Signal.Step.WANT,
                        List.of()),
                from);
    }

    private static Bytes number(int last) {
        byte[] number = new byte[Signal.NUMBER];
        number[Signal.NUMBER - 1] = (byte) last;
        return Bytes.wrap(number);
    }
}
