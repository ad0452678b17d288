package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Listener;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.protocol.Statement;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.registry.testing.LyingRegistry;
import peerlink.registry.testing.LyingRegistry.Lie;
import peerlink.testkit.contract.TestIdentities;

/** The client copes with registries that go away, come back, or lie. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryDirectoryTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    private Directory open(Address address, Identity identity) {
        Directory directory =
                new RegistryDiscovery(InstantSource.system(), Nodes.QUICK)
                        .open(address, Nodes.network(identity));
        opened.add(directory);
        return directory;
    }

    private RegistryServer serve(Address address, RegistryOptions options) throws IOException {
        RegistryServer server = RegistryServer.start(Nodes.network(OPERATOR), address, options);
        opened.add(server);
        return server;
    }

    /** Starts a registry that answers every lookup with the record given. */
    private Address lying(Function<Integer, SignedRecord> answers) throws IOException {
        Listener listener =
                Nodes.network(OPERATOR)
                        .listen(
                                Nodes.ANY_PORT,
                                Map.of(ProtocolLimits.PROTOCOL, link -> lie(link, answers)));
        opened.add(listener);
        return Address.parse("registry://" + listener.address().hostAndPort());
    }

    private static void lie(Link link, Function<Integer, SignedRecord> answers) throws IOException {
        for (int i = 0; ; i++) {
            long id = Request.number(CborMaps.map(link.receive(), ProtocolLimits.MAX_REQUEST));
            link.send(Answer.encode(id, new Answer.Records(List.of(answers.apply(i)), null)));
        }
    }

    private static SignedRecord record(Identity identity, String name, long sequence) {
        return new RecordSigner(identity)
                .present(Nodes.announcement(name), sequence, System.currentTimeMillis());
    }

    @Test
    void afterARestartOfTheRegistryEverybodyIsThereAgainAndNobodyWasDeclaredGone()
            throws Exception {
        RegistryServer first = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        Address address = Nodes.directory(first);
        open(address, ALICE).register(Nodes.announcement("alice"));
        Directory bobs = open(address, BOB);
        bobs.register(Nodes.announcement("bob"));
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        bobs.watch(events::add);
        Nodes.await(events, DirectoryEvent.Appeared.class::isInstance);
        Nodes.await(events, DirectoryEvent.Appeared.class::isInstance);
        first.close();
        Nodes.await(events, DirectoryEvent.Disconnected.class::isInstance);
        RegistryServer second = serve(first.address(), RegistryOptions.defaults());

        Nodes.await(events, new DirectoryEvent.Connected()::equals);
        Nodes.await("both leases", () -> second.statistics().leases() == 2);
        assertEquals(1, bobs.find(new Query.ById(ALICE.id())).size());
    }

    @Test
    void leaseIsRenewedAsLongAsTheDirectoryIsOpen() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        opened.add(scheduler);
        // the server's clock stands still, so that no lease runs out while the machine is busy
        InstantSource clock = InstantSource.fixed(Instant.now());
        RegistryOptions options =
                RegistryOptions.defaults()
                        .withLease(Duration.ofMillis(600), Duration.ofMillis(100));
        RegistryServer server =
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        EmbeddedStore.inMemory(options.store(), clock),
                        clock,
                        scheduler);
        opened.add(server);
        open(Nodes.directory(server), ALICE).register(Nodes.announcement("alice"));
        Nodes.await("five renewals", () -> server.statistics().renewals() >= 5);

        assertEquals(1, server.statistics().leases());
        assertEquals(1, server.statistics().registrations());
    }

    @Test
    void recordThatItsKeyHasNotSignedIsDropped() throws Exception {
        SignedRecord good = record(ALICE, "alice", 5);
        SignedRecord forged = new SignedRecord(good.record(), record(BOB, "alice", 5).signature());
        SignedRecord noise = new SignedRecord(Bytes.utf8("noise"), good.signature());
        Directory directory = open(lying(i -> List.of(forged, noise, good).get(i)), BOB);
        var query = new Query.ById(ALICE.id());

        assertEquals(List.of(), directory.find(query));
        assertEquals(List.of(), directory.find(query));
        assertEquals(1, directory.find(query).size());
    }

    @Test
    void recordOlderThanOneSeenIsDropped() throws Exception {
        Directory directory = open(lying(i -> record(ALICE, "alice", i == 1 ? 4 : 5)), BOB);
        var query = new Query.ById(ALICE.id());

        assertEquals(1, directory.find(query).size());
        assertEquals(List.of(), directory.find(query));
        assertEquals(1, directory.find(query).size());
    }

    /**
     * The record is dropped by name, id and prefix, in the list, in a watcher's first events and in
     * its later ones.
     */
    @Test
    void recordThatIsForgedOrOutOfTimeIsDroppedOnEveryPath() throws Exception {
        LyingRegistry registry = lyingAboutBob();
        var signer = new RecordSigner(BOB);
        long now = System.currentTimeMillis();
        Announcement moved =
                new Announcement(
                        new PeerName("bob"), List.of(Address.parse("tls://127.0.0.1:7002")));
        SignedRecord good = signer.present(moved, now + 1_000, now);
        for (SignedRecord bad :
                List.of(
                        new SignedRecord(good.record(), record(ALICE, "bob", 5).signature()),
                        Nodes.sign(BOB, Statement.Gone.DOMAIN, good.record().toByteArray()),
                        signer.present(
                                moved, now + 1_000, now - PeerRecord.MAX_AGE.toMillis() - 60_000),
                        signer.present(
                                moved,
                                now + 1_000,
                                now + ProtocolLimits.MAX_AHEAD.toMillis() + 60_000))) {
            registry.tell(about(BOB, bad));
            Directory directory = open(directory(registry), ALICE);
            var events = new LinkedBlockingQueue<DirectoryEvent>();
            directory.watch(events::add);
            // carol comes behind bob in the list
            Nodes.await(events, new DirectoryEvent.Appeared(peer(CAROL, "carol"))::equals);
            assertNotFound(directory, BOB);
            registry.tell(Lie.honest());
            // and this is the first record of bob
            Nodes.await(
                    events,
                    event -> {
                        assertEquals(new DirectoryEvent.Appeared(peer(BOB, "bob")), event);
                        return true;
                    });
            assertDroppedAsChange(registry, about(BOB, bad), directory, events);
        }
    }

    @Test
    void recordOlderThanOneSeenIsDroppedOnEveryPath() throws Exception {
        LyingRegistry registry = lyingAboutBob();
        long now = System.currentTimeMillis();
        SignedRecord old =
                new RecordSigner(BOB)
                        .present(
                                new Announcement(
                                        new PeerName("bob"),
                                        List.of(Address.parse("tls://127.0.0.1:7002"))),
                                now - 60_000,
                                now - 60_000);
        Directory directory = open(directory(registry), ALICE);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        Nodes.await(events, new DirectoryEvent.Appeared(peer(CAROL, "carol"))::equals);

        assertDroppedAsChange(registry, about(BOB, old), directory, events);
    }

    /** Tells the lie to a watcher that knows bob, and then denies every peer, so that all leave. */
    private void assertDroppedAsChange(
            LyingRegistry registry,
            Lie lie,
            Directory directory,
            LinkedBlockingQueue<DirectoryEvent> events)
            throws Exception {
        registry.tell(lie);
        assertNotFound(directory, BOB);
        registry.tell(Lie.nobody());
        Nodes.await(
                events,
                event -> {
                    assertInstanceOf(DirectoryEvent.Left.class, event);
                    return event.equals(new DirectoryEvent.Left(CAROL.id()));
                });
        directory.close();
        registry.tell(Lie.honest());
    }

    private LyingRegistry lyingAboutBob() throws Exception {
        var registry = new LyingRegistry(Nodes.network(OPERATOR));
        opened.add(registry);
        open(directory(registry), BOB).register(Nodes.announcement("bob"));
        open(directory(registry), CAROL).register(Nodes.announcement("carol"));
        return registry;
    }

    private static Lie about(Identity peer, SignedRecord instead) {
        return Lie.about(
                peer.id(),
                new LyingRegistry.Told(peer.id(), instead.record(), instead.signature()));
    }

    private static Address directory(LyingRegistry registry) {
        return Address.parse("registry://" + registry.place());
    }

    private static Peer peer(Identity identity, String name) {
        return new Peer(identity.id(), new PeerName(name), Nodes.announcement(name).addresses());
    }

    private static void assertNotFound(Directory directory, Identity identity) throws IOException {
        for (Query query :
                List.of(
                        new Query.ById(identity.id()),
                        new Query.ByName(new PeerName("bob")),
                        new Query.ByPrefix("bo"),
                        new Query.Everyone())) {
            try {
                assertTrue(
                        directory.find(query).stream()
                                .noneMatch(peer -> peer.id().equals(identity.id())),
                        query::toString);
            } catch (RecordCheck.UntimelyException e) {
                assertTrue(e.getMessage().endsWith("check the clock"), e.getMessage());
            }
        }
    }

    /** A laptop that woke up in another year must not take the registry for empty. */
    @Test
    void wrongClockIsSaidInsteadOfAnEmptyAnswer() throws Exception {
        RegistryServer server = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        open(Nodes.directory(server), BOB).register(Nodes.announcement("bob"));
        for (Duration wrong : List.of(Duration.ofDays(400), Duration.ofHours(-3))) {
            Directory directory =
                    new RegistryDiscovery(() -> Instant.now().plus(wrong), Nodes.QUICK)
                            .open(Nodes.directory(server), Nodes.network(ALICE));
            opened.add(directory);
            var events = new LinkedBlockingQueue<DirectoryEvent>();
            long before = server.statistics().lookups();
            directory.watch(events::add);
            Nodes.await("the list read", () -> server.statistics().lookups() > before);
            for (Query query :
                    List.of(
                            new Query.Everyone(),
                            new Query.ById(BOB.id()),
                            new Query.ByName(new PeerName("bob")))) {
                IOException said = assertThrows(IOException.class, () -> directory.find(query));
                assertTrue(
                        said.getMessage()
                                .contains(
                                        wrong.isNegative()
                                                ? "signed 3 hours ahead of this machine's clock"
                                                : "signed 400 days behind this machine's clock"),
                        said.getMessage());
            }
            assertEquals(List.of(), directory.find(new Query.ById(CAROL.id())), "nobody there");
            assertThrows(
                    RefusedException.class, () -> directory.register(Nodes.announcement("alice")));
            assertEquals(List.of(new DirectoryEvent.Connected()), List.copyOf(events));
        }
    }

    @Test
    void recordOfSomebodyElseThanAskedForIsDropped() throws Exception {
        Directory directory = open(lying(i -> record(BOB, "bob", 5)), BOB);

        assertEquals(List.of(), directory.find(new Query.ById(ALICE.id())));
        assertEquals(List.of(), directory.find(new Query.ByName(new PeerName("alice"))));
        assertEquals(List.of(), directory.find(new Query.ByPrefix("al")));
    }

    @Test
    void theAddressThatTheRegistrySeesIsToldOnce() throws Exception {
        RegistryServer server = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        Directory directory = open(Nodes.directory(server), ALICE);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        directory.register(new Announcement(new PeerName("alice"), List.of()));
        var granted =
                (DirectoryEvent.Granted)
                        Nodes.await(events, DirectoryEvent.Granted.class::isInstance);
        assertEquals("127.0.0.1", granted.observed().orElseThrow().host());
        directory.register(
                new Announcement(
                        new PeerName("alice"), List.of(Address.parse("tls://192.0.2.1:1"))));
        assertTrue(events.stream().noneMatch(DirectoryEvent.Granted.class::isInstance));
    }

    @Test
    void registryWithAnotherKeyIsNotSpokenTo() throws Exception {
        RegistryServer server = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        PeerId wrong = ALICE.id();
        Directory directory = open(Address.parse(Nodes.directory(server) + "/" + wrong), BOB);

        assertThrows(IdentityMismatchException.class, () -> directory.find(new Query.ById(wrong)));
    }

    @Test
    void registryThatIsDownFailsACallAtOnceAndIsWatchedAllTheSame() throws Exception {
        Address address = Address.of("registry", "127.0.0.1", Nodes.freePort());
        Directory directory = open(address, BOB);
        IOException failure =
                assertThrows(
                        IOException.class, () -> directory.register(Nodes.announcement("bob")));
        assertTrue(failure.getMessage().contains(address.hostAndPort()), failure.getMessage());
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        Nodes.await(events, DirectoryEvent.Disconnected.class::isInstance);
        serve(RegistryDiscovery.tls(address), RegistryOptions.defaults());

        Nodes.await(events, new DirectoryEvent.Connected()::equals);
    }

    @Test
    void tellsTheKeyThatTheRegistryHasProvedAndNoOther() throws Exception {
        RegistryServer server = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        String place = "registry://" + server.address().hostAndPort();
        Directory any = open(Address.parse(place), BOB);
        assertEquals(Optional.empty(), any.pinned());
        any.find(new Query.ById(BOB.id()));
        assertEquals(Optional.of(Address.parse(place + "/" + OPERATOR.id())), any.pinned());

        Directory another = open(Address.parse(place + "/" + CAROL.id()), BOB);
        assertThrows(IOException.class, () -> another.find(new Query.ById(BOB.id())));
        assertEquals(Optional.empty(), another.pinned());
    }

    /** At first the transport can't open a link, then the link that it opens can't send. */
    @Test
    void faultInATransportIsAFailedTryAndAnotherFollows() throws Exception {
        RegistryServer server = serve(Nodes.ANY_PORT, RegistryOptions.defaults());
        var tries = new AtomicInteger();
        Connector faulty =
                () -> {
                    int n = tries.incrementAndGet();
                    if (n == 1) {
                        throw new IllegalStateException("a bug");
                    }
                    Link link =
                            Nodes.network(BOB)
                                    .open(server.address(), ProtocolLimits.PROTOCOL, null);
                    return n == 2 ? new FaultyLink(link) : link;
                };
        Directory directory =
                new RegistryDirectory(
                        "a registry",
                        server.address(),
                        faulty,
                        BOB,
                        new DirectoryOptions(Nodes.QUICK, 1, InstantSource.system()));
        opened.add(directory);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);

        Nodes.await(events, new DirectoryEvent.Connected()::equals);
        Nodes.await("a watcher", () -> server.statistics().watchers() == 1);
        assertEquals(3, tries.get());
    }

    private record FaultyLink(Link link) implements Link {
        @Override
        public LinkInfo info() {
            return link.info();
        }

        @Override
        public void send(List<Bytes> frames) {
            throw new IllegalStateException("another bug");
        }

        @Override
        public Bytes receive() throws IOException {
            return link.receive();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    @Test
    void addressesThatAreNoRegistrysAreRefused() {
        for (String text : List.of("registry://127.0.0.1", "registry://127.0.0.1:1/bob")) {
            assertThrows(
                    IllegalArgumentException.class, () -> open(Address.parse(text), BOB), text);
        }
    }
}
