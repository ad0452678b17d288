package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.RefusedException;
import peerlink.api.Transport;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RecordedEvents;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.core.model.Trust;
import peerlink.testkit.contract.MemoryDiscovery;

/** Checks nodes over real sockets and real TLS, with identities as users have them. */
@Timeout(30)
class TlsNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path home;

    @Test
    void twoNodesTalkWithNothingButAnInvite() throws Exception {
        RecordedEvents aliceSaw = new RecordedEvents();
        RecordedEvents bobSaw = new RecordedEvents();
        Node bob = start("bob", bobSaw);
        try (Node alice = start("alice", aliceSaw)) {
            var toBob = alice.connect(Invite.parse(bob.invite().toString()));
            assertEquals(Trust.VERIFIED, alice.contacts().all().getFirst().trust());
            alice.conversation(toBob).sendText("hello").await(PATIENCE);
            var arrived = bobSaw.await(NodeEvent.MessageArrived.class);
            bob.conversation(arrived.peer()).sendText("hello yourself").await(PATIENCE);
            aliceSaw.await(NodeEvent.MessageArrived.class);
            assertEquals("TLSv1.3", alice.links(bob.self().id()).getFirst().protocol());
            long start = System.nanoTime();
            bob.close();
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 2);
            assertEquals(
                    "closed by the other side",
                    aliceSaw.await(NodeEvent.LinkClosed.class).reason());
        } finally {
            bob.close();
        }
    }

    /**
     * A record may have any URI: one that the transport can't read is no reason to leave out the
     * next.
     */
    @Test
    void addressesThatNobodyCanUseAreSkipped() throws Exception {
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", new RecordedEvents())) {
            Peer announced = bob.self();
            String good = announced.addresses().getFirst().toString();
            List<Address> addresses =
                    Stream.of(good + "/x", "tls://127.0.0.1:99999", "tls://127.0.0.1", "quic://a:1")
                            .map(Address::parse)
                            .collect(Collectors.toCollection(ArrayList::new));
            Peer lost = new Peer(announced.id(), announced.name(), addresses);
            var e =
                    assertThrows(
                            PeerUnavailableException.class,
                            () -> alice.open(lost, ChatFrame.PROTOCOL));
            assertTrue(e.getMessage().contains("no transport for 'quic://a:1'"), e.getMessage());
            addresses.add(Address.parse(good));
            Peer found = new Peer(announced.id(), announced.name(), addresses);
            try (Link link = alice.open(found, ChatFrame.PROTOCOL)) {
                assertEquals(announced.id(), link.info().remote());
            }
        }
    }

    /** The system accepts the connection, and nobody ever answers on it. */
    @Test
    void anAddressThatSwallowsEverythingHoldsNobodyUp() throws Exception {
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", new RecordedEvents());
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Peer announced = bob.self();
            // another peer's class loading is not what is measured
            bob.open(alice.self(), ChatFrame.PROTOCOL).close();
            List<Address> addresses = new ArrayList<>();
            addresses.add(Address.of("tls", "127.0.0.1", silent.getLocalPort()));
            addresses.addAll(announced.addresses());
            Peer both = new Peer(announced.id(), announced.name(), addresses);
            long start = System.nanoTime();
            try (Link link = alice.open(both, ChatFrame.PROTOCOL)) {
                assertEquals(announced.id(), link.info().remote());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.toSeconds() < 3, () -> "" + took);
        }
    }

    @Test
    void sendsNothingToAnotherKeyAtThePeersAddress() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", bobSaw)) {
            Invite stale =
                    new Invite(
                            new PeerName("carol"),
                            bob.invite().addresses(),
                            PeerId.ofKey(new byte[] {1}));
            assertThrows(PeerUnavailableException.class, () -> alice.connect(stale));
            assertEquals(List.of(), bobSaw.all(NodeEvent.LinkOpened.class));
        }
    }

    @Test
    void aRefusalArrivesThoughMoreIsOnItsWay() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", bobSaw, b -> b.requests(RequestPolicy.ASK))) {
            var toBob = alice.conversation(alice.connect(Invite.parse(bob.invite().toString())));
            Delivery first = toBob.sendText("hello");
            List<Delivery> further = new ArrayList<>();
            Bytes large = Bytes.utf8("x".repeat(Message.MAX_TEXT));
            try {
                for (int i = 0; i < 60; i++) {
                    further.add(toBob.send(Message.TEXT, large));
                }
            } catch (RefusedException e) {
                // the refusal came so early that the next link was refused too
                assertEquals("request-pending", e.code());
            }
            first.await(PATIENCE);
            for (Delivery delivery : further) {
                assertThrows(RefusedException.class, () -> delivery.await(PATIENCE));
            }
            assertEquals("hello", bob.requests().getFirst().message().text());
        }
    }

    @Test
    void aPeerOnThisMachineNeedNotAsk() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", bobSaw)) {
            alice.conversation(alice.connect(bob.invite())).sendText("hello").await(PATIENCE);
            bobSaw.await(NodeEvent.MessageArrived.class);
            assertEquals(List.of(), bob.requests());
        }
    }

    @Test
    void onceAnInviteHasAddedARegistryElsewhereAPeerOnThisMachineHasToAsk() throws Exception {
        String key = PeerId.ofKey(new byte[] {1}).text();
        Invite invite =
                Invite.parse("peerlink://carol/%1$s/registry/reg.example:7777/%1$s".formatted(key));
        var registry = new MemoryDiscovery(invite.registries().getFirst());
        try (Node alice = start("alice", new RecordedEvents());
                Node bob =
                        start("bob", new RecordedEvents(), b -> b.discoveries(List.of(registry)))) {
            bob.add(invite);
            alice.conversation(
                            alice.connect(
                                    Invite.of(
                                            bob.self().name(),
                                            bob.self().addresses(),
                                            bob.self().id(),
                                            List.of())))
                    .sendText("hello")
                    .await(PATIENCE);
            assertEquals("hello", bob.requests().getFirst().message().text());
        }
    }

    private Node start(String name, RecordedEvents events) throws IOException {
        return start(name, events, b -> b);
    }

    private Node start(String name, RecordedEvents events, UnaryOperator<NodeBuilder> settings)
            throws IOException {
        Path profile = home.resolve(name);
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName(name))
                        .dataDirectory(profile)
                        .transports(
                                ServiceLoader.load(Transport.class).stream()
                                        .map(ServiceLoader.Provider::get)
                                        .toList())
                        .onEvent(events);
        return settings.apply(builder).start();
    }
}
