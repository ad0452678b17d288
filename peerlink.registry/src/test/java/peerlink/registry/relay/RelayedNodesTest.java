package peerlink.registry.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Delivery;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.Transport;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.link.LinkAcceptor;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RelayStatus;
import peerlink.core.model.RequestPolicy;
import peerlink.registry.access.Verdict;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.client.RegistryDiscovery;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Whole nodes that listen nowhere, so that a relay is their only common way, and that find each
 * other by a registry: as two peers behind NATs that let nobody in.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RelayedNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path home;
    @RegisterExtension final Opened opened = new Opened();

    /** Holds a node and its events. */
    private record Member(Node node, List<NodeEvent> events) {
        <E extends NodeEvent> E await(Class<E> kind, Predicate<E> wanted)
                throws InterruptedException {
            Nodes.await(kind.getSimpleName(), () -> find(kind, wanted).isPresent());
            return find(kind, wanted).orElseThrow();
        }

        private <E extends NodeEvent> Optional<E> find(Class<E> kind, Predicate<E> wanted) {
            return events.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .filter(wanted)
                    .findFirst();
        }

        Delivery send(Peer peer, String text) throws Exception {
            Delivery delivery = node.conversation(peer).sendText(text);
            delivery.await(PATIENCE);
            return delivery;
        }

        /** Returns the texts that have arrived. */
        List<String> texts() {
            return events.stream()
                    .filter(NodeEvent.MessageArrived.class::isInstance)
                    .map(event -> ((NodeEvent.MessageArrived) event).message().content())
                    .map(content -> new String(content.toByteArray(), StandardCharsets.UTF_8))
                    .toList();
        }

        void awaitText(String text) throws InterruptedException {
            await(
                    NodeEvent.MessageArrived.class,
                    arrived -> arrived.message().content().equals(Bytes.utf8(text)));
        }
    }

    private Member start(String name, Address registry, RequestPolicy policy, Address... relays)
            throws Exception {
        return start(
                name,
                builder ->
                        builder.transports(List.of(new TlsTransport()))
                                .listen()
                                .directories(registry)
                                .relays(relays)
                                .requests(policy));
    }

    private Member start(String name, UnaryOperator<NodeBuilder> settings) throws Exception {
        Path directory = home.resolve(name);
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(directory), new PeerName(name))
                        .dataDirectory(directory)
                        .carriers(List.of(new RelayCarrier()))
                        .discoveries(List.of(new RegistryDiscovery()))
                        .onEvent(events::add);
        return new Member(opened.add(settings.apply(builder).start()), events);
    }

    private RegistryServer registry(Optional<RelayServer> relay) throws Exception {
        RegistryOptions options = RegistryOptions.defaults();
        RegistryStore store =
                opened.add(EmbeddedStore.inMemory(options.store(), InstantSource.system()));
        return opened.add(
                RegistryServer.start(
                        Nodes.network(RelayScene.RELAY),
                        Nodes.ANY_PORT,
                        options,
                        _ -> Verdict.ADMITTED,
                        relay,
                        store));
    }

    /** Waits until the node's registration names a relay, and returns the peer. */
    private static Peer reachable(Member of, Member by) throws InterruptedException {
        String id = of.node().self().id().text();
        Peer[] found = new Peer[1];
        Nodes.await(
                "a place of " + of.node().self().name(),
                () -> {
                    try {
                        found[0] = by.node().find(id);
                        return found[0].addresses().stream()
                                .anyMatch(address -> address.scheme().equals("relay"));
                    } catch (IOException e) {
                        return false;
                    }
                });
        return found[0];
    }

    @Test
    void messagesGoBothWaysByTheRelayThatTheRegistryOffers() throws Exception {
        RelayServer relay =
                new RelayServer(
                        RelayScene.RELAY.id(), RelayOptions.defaults(), _ -> Verdict.ADMITTED);
        RegistryServer registry = registry(Optional.of(relay));
        Member alice = start("alice", Nodes.directory(registry), RequestPolicy.ACCEPT);
        Member bob = start("bob", Nodes.directory(registry), RequestPolicy.ACCEPT);
        Peer peer = reachable(bob, alice);

        alice.send(peer, "by way of the relay");
        bob.awaitText("by way of the relay");
        bob.send(bob.node().find("alice"), "and back");
        alice.awaitText("and back");

        Address place =
                Address.parse(
                        "relay://%s/%s"
                                .formatted(
                                        registry.address().hostAndPort(), RelayScene.RELAY.id()));
        LinkInfo link = alice.node().links(peer.id()).getFirst();
        assertEquals(place, link.remoteAddress());
        assertEquals(peer.id(), link.remote());
        assertEquals("TLSv1.3", link.protocol());
        assertEquals("X25519MLKEM768", link.keyExchange());
        assertEquals(1, relay.circuits());
    }

    /** The relay is on this machine, and the peer need not be. */
    @Test
    void aFirstMessageAsksAsOverAnyOtherLink() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        RegistryServer registry = registry(Optional.empty());
        Member alice = start("alice", Nodes.directory(registry), RequestPolicy.ASK, relay.place);
        Member bob =
                start(
                        "bob",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .listen()
                                        .directories(Nodes.directory(registry))
                                        .relays(relay.place));
        Peer peer = reachable(bob, alice);
        alice.node().conversation(peer).sendText("hello, I am new");
        ContactRequest request = bob.await(NodeEvent.RequestArrived.class, _ -> true).request();
        assertEquals(alice.node().self().id(), request.from());
        bob.node().contacts().accept(request.from().text());
        bob.awaitText("hello, I am new");
    }

    /** Opens no direct link before one over a relay, as behind a router that lets nobody out. */
    private static final class LateDirectTransport implements Transport {
        private final Transport tls = new TlsTransport();
        private volatile boolean isDirectPossible;

        @Override
        public String scheme() {
            return tls.scheme();
        }

        @Override
        public Link connect(
                Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
                throws IOException {
            if (!isDirectPossible && expected != null && !expected.equals(RelayScene.RELAY.id())) {
                throw new ConnectException("no route to host");
            }
            return tls.connect(address, identity, policy, expected);
        }

        @Override
        public Link connect(Circuit circuit, Identity identity, LinkPolicy policy, PeerId expected)
                throws IOException {
            Link link = tls.connect(circuit, identity, policy, expected);
            isDirectPossible = true;
            return link;
        }

        @Override
        public Listener listen(
                Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            return tls.listen(address, identity, policy, onLink);
        }

        @Override
        public void accept(
                Circuit circuit, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            tls.accept(circuit, identity, policy, onLink);
        }
    }

    @Test
    void messagesMoveFromTheRelayToADirectLinkAndArriveOnceAndInOrder() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        RegistryServer registry = registry(Optional.empty());
        Member alice =
                start(
                        "alice",
                        builder ->
                                builder.transports(List.of(new LateDirectTransport()))
                                        .listen()
                                        .directories(Nodes.directory(registry))
                                        .relays(relay.place)
                                        .requests(RequestPolicy.ACCEPT));
        Member bob =
                start(
                        "bob",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .listen(Nodes.ANY_PORT)
                                        .directories(Nodes.directory(registry))
                                        .relays(relay.place)
                                        .requests(RequestPolicy.ACCEPT));
        Peer peer = reachable(bob, alice);
        alice.send(peer, "0");
        bob.send(bob.node().find("alice"), "0");
        List<Delivery> sent = new ArrayList<>();
        int number = 1;
        while (!isDirect(alice, peer) || !isDirect(bob, alice.node().self()) || number < 200) {
            sent.add(alice.node().conversation(peer).sendText(Integer.toString(number)));
            sent.add(
                    bob.node()
                            .conversation(alice.node().self())
                            .sendText(Integer.toString(number)));
            number++;
            sent.getLast().await(PATIENCE);
        }
        for (Delivery delivery : sent) {
            delivery.await(PATIENCE);
        }
        List<String> expected = IntStream.range(0, number).mapToObj(Integer::toString).toList();
        for (Member member : List.of(alice, bob)) {
            member.awaitText(expected.getLast());
            assertEquals(expected, member.texts());
        }
        assertTrue(
                alice.find(
                                NodeEvent.LinkOpened.class,
                                opened -> opened.link().remoteAddress().scheme().equals("relay"))
                        .isPresent());
        Nodes.await("the end of the circuit", () -> relay.server.circuits() == 0);
    }

    @Test
    void aNodeWithoutDirectLinksTellsPeersNoAddressAndIsReachedByTheRelayAlone() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        RegistryServer registry = registry(Optional.empty());
        Member alice =
                start(
                        "alice",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .direct(false)
                                        .listen(Nodes.ANY_PORT)
                                        .announce(Address.of("tls", "203.0.113.7", 7001))
                                        .directories(Nodes.directory(registry))
                                        .relays(relay.place)
                                        .requests(RequestPolicy.ACCEPT));
        Member bob =
                start(
                        "bob",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .listen(Nodes.ANY_PORT)
                                        .directories(Nodes.directory(registry))
                                        .relays(relay.place)
                                        .requests(RequestPolicy.ACCEPT));
        Peer peer = reachable(alice, bob);
        assertEquals(List.of(relay.place), peer.addresses());
        alice.send(reachable(bob, alice), "from behind the relay");
        bob.awaitText("from behind the relay");
        bob.send(peer, "and back");
        alice.awaitText("and back");
        for (Member member : List.of(alice, bob)) {
            assertTrue(
                    member.events.stream()
                            .filter(NodeEvent.LinkOpened.class::isInstance)
                            .map(event -> ((NodeEvent.LinkOpened) event).link().remoteAddress())
                            .allMatch(relay.place::equals),
                    member.events::toString);
        }
    }

    @Test
    void aNodeThatDoesNotStayCanTellWhetherRelaysGiveAPlace() throws Exception {
        RelayServer offered =
                new RelayServer(
                        RelayScene.RELAY.id(), RelayOptions.defaults(), _ -> Verdict.ADMITTED);
        RegistryServer registry = registry(Optional.of(offered));
        RelayScene named = opened.add(new RelayScene());
        Address gone =
                Address.parse(
                        "relay://127.0.0.1:%d/%s"
                                .formatted(Nodes.freePort(), RelayScene.RELAY.id()));
        Member alice =
                start(
                        "alice",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .looking()
                                        .directories(Nodes.directory(registry))
                                        .relays(named.place, gone));
        alice.node().diagnosis().ask(0);
        List<RelayStatus> all = alice.node().diagnosis().tryRelays();
        assertEquals(
                List.of("named and held", "named", "held"),
                all.stream()
                        .map(
                                one ->
                                        Stream.of(
                                                        one.isNamed() ? "named" : "",
                                                        one.latency().isPresent() ? "held" : "")
                                                .filter(word -> !word.isEmpty())
                                                .collect(Collectors.joining(" and ")))
                        .toList());
        assertEquals(gone, all.get(1).relay());
        assertTrue(all.get(1).failure().contains("nobody listens"), all.get(1).failure());
        assertEquals(registry.address().hostAndPort(), all.get(2).relay().hostAndPort());
        Nodes.await("the end of the places", () -> named.server.places() + offered.places() == 0);
    }

    /** There is no registry that could tell or pass on anything, and bob has no place. */
    @Test
    void aLinkOverARelayHasAnotherOneOpenedByTheSameRelay() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        Member alice =
                start(
                        "alice",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .direct(false)
                                        .listen(Nodes.ANY_PORT)
                                        .directories()
                                        .relays(relay.place)
                                        .requests(RequestPolicy.ACCEPT));
        Member bob =
                start(
                        "bob",
                        builder ->
                                builder.transports(List.of(new TlsTransport()))
                                        .listen(Nodes.ANY_PORT)
                                        .directories()
                                        .requests(RequestPolicy.ACCEPT));
        Nodes.await(
                "a place of alice",
                () -> alice.node().self().addresses().equals(List.of(relay.place)));
        bob.send(alice.node().self(), "found you");
        alice.awaitText("found you");
        Peer writer = new Peer(bob.node().self().id(), new PeerName("bob"), List.of());
        alice.send(writer, "and I you");
        try (Link link = alice.node().open(writer, new Protocol("peerlink", 1))) {
            assertEquals(writer.id(), link.info().remote());
            assertEquals(relay.place, link.info().remoteAddress());
            assertEquals(LinkInfo.Path.RELAYED, link.info().path());
            assertEquals(LinkInfo.Origin.DIALLED, link.info().origin());
        }
        assertTrue(
                alice.node().attempts(writer.id()).stream()
                        .noneMatch(one -> one.path() == LinkInfo.Path.PUNCHED),
                "alice connects to nobody without the relay");
        alice.send(writer, "it goes on");
    }

    private static boolean isDirect(Member member, Peer peer) {
        List<LinkInfo> links = member.node().links(peer.id());
        return links.size() == 1 && links.getFirst().remoteAddress().scheme().equals("tls");
    }

    @Test
    void theRelaySeesRecordsOfTlsAndNothingThatThePeersSay() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        RegistryServer registry = registry(Optional.empty());
        Member alice =
                start(
                        "alice-of-the-hill",
                        Nodes.directory(registry),
                        RequestPolicy.ACCEPT,
                        relay.place);
        Member bob =
                start(
                        "bob-of-the-lake",
                        Nodes.directory(registry),
                        RequestPolicy.ACCEPT,
                        relay.place);
        Peer peer = reachable(bob, alice);
        Delivery delivery = alice.send(peer, "the treasure lies under the old oak");
        bob.awaitText("the treasure lies under the old oak");
        bob.send(bob.node().find("alice-of-the-hill"), "then let us dig at midnight");
        alice.awaitText("then let us dig at midnight");
        alice.node().close();
        Nodes.await("the end of the circuit", () -> relay.server.circuits() == 0);

        String seen = new String(relay.everything(), StandardCharsets.ISO_8859_1);
        String messageId = delivery.message().id();
        for (String secret :
                List.of(
                        "treasure",
                        "midnight",
                        "alice-of-the-hill",
                        "bob-of-the-lake",
                        messageId,
                        "peerlink/1",
                        "hello")) {
            assertFalse(seen.contains(secret), secret);
        }
        List<byte[]> carried = relay.carried();
        assertEquals(2, carried.size());
        carried.forEach(RelayedNodesTest::assertRecordsOfTls);
    }

    /**
     * Asserts that the bytes are whole records of TLS (RFC 8446, section 5.1), and nothing else.
     */
    private static void assertRecordsOfTls(byte[] bytes) {
        int at = 0;
        int records = 0;
        while (at < bytes.length) {
            int type = bytes[at];
            int length = (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
            assertTrue(type >= 20 && type <= 23, "type " + type + " at " + at);
            assertEquals(3, bytes[at + 1]);
            // the hellos are the only ones that are not encrypted
            assertTrue(records == 0 ? type == 22 : type == 23 || type == 20, "type " + type);
            at += 5 + length;
            records++;
        }
        assertEquals(bytes.length, at);
        assertTrue(records > 5);
    }

    @Test
    void aNodeTakesItsPlaceAgainAfterTheRelayWasAway() throws Exception {
        AtomicLong later = new AtomicLong();
        RelayScene relay =
                opened.add(
                        new RelayScene(
                                RelayOptions.defaults(),
                                _ -> Verdict.ADMITTED,
                                () -> System.nanoTime() + later.get()));
        RegistryServer registry = registry(Optional.empty());
        Member alice = start("alice", Nodes.directory(registry), RequestPolicy.ACCEPT, relay.place);
        Member bob = start("bob", Nodes.directory(registry), RequestPolicy.ACCEPT, relay.place);
        Peer peer = reachable(bob, alice);
        Nodes.await("two places", () -> relay.server.places() == 2);
        // a minute and more without a ping: the relay takes them for dead
        later.set(Duration.ofMinutes(2).toNanos());
        relay.server.look();
        Nodes.await("no place", () -> relay.server.places() == 0);
        Nodes.await("two places again", () -> relay.server.places() == 2);
        alice.send(peer, "still there");
        bob.awaitText("still there");
    }

    /** Any protocol's link goes by the relay, as one for a file, in its whole length. */
    @Test
    void aFileGoesByTheRelayInFramesOfItsOwnLink() throws Exception {
        RelayScene relay = opened.add(new RelayScene());
        Protocol files = new Protocol("files", 1);
        Identity bob = TestIdentities.p256("bob");
        byte[] file = new byte[5_000_000];
        new Random(1).nextBytes(file);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        ProtocolNetwork bobs = network(bob);
        opened.add(
                bobs.listen(
                        relay.place,
                        LinkAcceptor.of(
                                Map.of(
                                        files,
                                        link -> {
                                            ByteArrayOutputStream all = new ByteArrayOutputStream();
                                            while (all.size() < file.length) {
                                                all.writeBytes(link.receive().toByteArray());
                                            }
                                            received.complete(all.toByteArray());
                                            link.send(Bytes.utf8("done"));
                                        })),
                        _ -> {}));
        try (Link link =
                network(TestIdentities.ed25519("alice")).open(relay.place, files, bob.id())) {
            for (int at = 0; at < file.length; at += 250_000) {
                link.send(Bytes.copyOf(file, at, 250_000));
            }
            assertEquals(Bytes.utf8("done"), link.receive());
        }
        assertArrayEquals(file, received.get());
        String seen = new String(relay.everything(), StandardCharsets.ISO_8859_1);
        for (int at = 0; at < file.length; at += 1_000_000) {
            String piece = new String(file, at, 32, StandardCharsets.ISO_8859_1);
            assertFalse(seen.contains(piece), "the file at " + at);
        }
    }

    private static ProtocolNetwork network(Identity identity) {
        return new ProtocolNetwork(
                identity,
                new PeerName("somebody"),
                List.of(new TlsTransport()),
                List.of(new RelayCarrier()),
                LinkPolicy.DEFAULT);
    }
}
