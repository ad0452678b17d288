package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.server.Openness;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.testing.LyingRegistry;
import peerlink.registry.testing.LyingRegistry.Lie;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Whole nodes find each other over real TLS, with several registries at once, with one that lies or
 * has forgotten everybody, and with none.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SeveralRegistriesTest {
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Pairs a node with the events that it told. */
    private record Member(Node node, List<NodeEvent> events) {
        PeerId id() {
            return node.self().id();
        }

        boolean sees(Member other) {
            return node.online().stream().anyMatch(peer -> peer.id().equals(other.id()));
        }

        boolean remembers(Member other) {
            return node.lastKnown().stream()
                    .anyMatch(known -> known.peer().id().equals(other.id()));
        }

        void awaitSeeing(Member other) throws InterruptedException {
            Nodes.await(other.node.self().name() + " is seen", () -> sees(other));
        }

        <E extends NodeEvent> void await(Class<E> kind, Predicate<E> wanted)
                throws InterruptedException {
            Nodes.await(
                    kind.getSimpleName(),
                    () ->
                            events.stream()
                                    .filter(kind::isInstance)
                                    .map(kind::cast)
                                    .anyMatch(wanted));
        }

        boolean wasToldThatLeft(Member other) {
            return events.stream()
                    .anyMatch(
                            event ->
                                    event instanceof NodeEvent.PeerLeft(Peer peer)
                                            && peer.id().equals(other.id()));
        }

        void send(String name, String text) throws IOException, InterruptedException {
            Peer peer = node.find(name);
            node.reach(peer);
            node.conversation(peer).sendText(text).await(PATIENCE);
        }
    }

    @TempDir private Path home;
    @RegisterExtension final Opened opened = new Opened();

    private RegistryServer honest(String name) throws IOException {
        return honest(name, Nodes.ANY_PORT);
    }

    private RegistryServer honest(String name, Address listen) throws IOException {
        return opened.add(
                RegistryServer.start(
                        Nodes.network(TestIdentities.ed25519(name)),
                        listen,
                        RegistryOptions.defaults()));
    }

    private LyingRegistry liar() throws IOException {
        return opened.add(new LyingRegistry(Nodes.network(TestIdentities.ed25519("liar"))));
    }

    private static Address directory(LyingRegistry liar) {
        return Address.parse("registry://" + liar.place());
    }

    private Member start(String profile, Address... directories) throws IOException {
        Path directory = home.resolve(profile);
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        Node node =
                opened.add(
                        new NodeBuilder(
                                        IdentityStore.loadOrCreate(directory),
                                        new PeerName(profile))
                                .dataDirectory(directory)
                                .transports(List.of(new TlsTransport()))
                                .discoveries(
                                        List.of(
                                                new RegistryDiscovery(
                                                        InstantSource.system(), Nodes.QUICK)))
                                .requests(RequestPolicy.ACCEPT)
                                .directories(directories)
                                .onEvent(events::add)
                                .start());
        return new Member(node, events);
    }

    // ---- several

    @Test
    void aPeerRegisteredInTwoIsThereAsLongAsOneOfThemTellsOfIt() throws Exception {
        RegistryServer first = honest("first");
        RegistryServer second = honest("second");
        Member alice = start("alice", Nodes.directory(first), Nodes.directory(second));
        Member bob = start("bob", Nodes.directory(first), Nodes.directory(second));
        alice.awaitSeeing(bob);
        Nodes.await(
                "two leases in each",
                () -> first.statistics().leases() == 2 && second.statistics().leases() == 2);
        first.close();
        alice.await(NodeEvent.DirectoryLost.class, _ -> true);

        assertTrue(alice.sees(bob));
        assertEquals(bob.id(), alice.node().find("bob").id());
        assertEquals(1, alice.node().browse().size());
        bob.node().close();
        Nodes.await("the end of the lease", () -> second.statistics().leases() == 1);
        // the first one may still list bob, as far as anybody knows: nobody can ask it
        Nodes.await("bob is away", () -> !alice.sees(bob));
    }

    @Test
    void oneRegistryCannotMakeAPeerVanishThatAnotherTellsOf() throws Exception {
        RegistryServer honest = honest("honest");
        LyingRegistry liar = liar();
        Member alice = start("alice", directory(liar), Nodes.directory(honest));
        Member bob = start("bob", Nodes.directory(honest), directory(liar));
        liar.awaitRecord(bob.id());
        liar.awaitRecord(alice.id());
        Nodes.await("both leases", () -> honest.statistics().leases() == 2);
        // the honest one reports dave after bob
        alice.awaitSeeing(start("dave", Nodes.directory(honest)));
        // at its end, it reports that bob has left; carol's record comes behind that
        liar.tell(Lie.nobody());
        Member carol = start("carol", Nodes.directory(honest));
        alice.awaitSeeing(carol);
        assertTrue(alice.sees(bob));
        // and now it has never heard of anybody
        liar.tellAnew(Lie.nobody());
        alice.await(NodeEvent.DirectoryLost.class, _ -> true);
        Nodes.await(
                "both are connected",
                () -> alice.node().directories().stream().allMatch(d -> d.connected()));

        assertTrue(alice.sees(bob));
        assertFalse(alice.wasToldThatLeft(bob));
        alice.send("bob", "still there");
    }

    /** The newest statement counts, whichever of the two is heard first. */
    @Test
    void thePeersNewestRecordCountsWhereverAnOlderOneIsTold() throws Exception {
        RegistryServer honest = honest("honest");
        LyingRegistry liar = liar();
        Member before = start("bob", directory(liar));
        Lie old = Lie.about(before.id(), liar.awaitRecord(before.id()));
        List<Address> oldAddresses = before.node().self().addresses();
        before.node().close();
        Member bob = start("bob", directory(liar), Nodes.directory(honest));
        liar.awaitRecords(bob.id(), 2);
        Nodes.await("the lease", () -> honest.statistics().leases() == 1);
        liar.tell(old);
        for (List<Address> order :
                List.of(
                        List.of(directory(liar), Nodes.directory(honest)),
                        List.of(Nodes.directory(honest), directory(liar)))) {
            Member alice = start("alice", order.toArray(Address[]::new));
            alice.awaitSeeing(bob);
            List<Address> newest = bob.node().self().addresses();
            Nodes.await("the address where he is now", () -> newest.equals(addresses(alice, bob)));
            assertFalse(newest.equals(oldAddresses));
            alice.send("bob", "where you are now");
            alice.node().close();
        }
    }

    private static List<Address> addresses(Member member, Member other) {
        return member.node().online().stream()
                .filter(peer -> peer.id().equals(other.id()))
                .flatMap(peer -> peer.addresses().stream())
                .toList();
    }

    @Test
    void aStaleRecordIsReplacedByANewerOneInEveryAnswerOfItsDiscovery() throws Exception {
        var newest = new NewestRecords();
        var honest = new RecordCheck("honest", InstantSource.system(), newest);
        var stale = new RecordCheck("stale", InstantSource.system(), newest);
        SignedRecord old = record("old", 5);
        SignedRecord now = record("now", 6);

        assertEquals("old", name(stale.answer(_ -> true).believed(List.of(old))));
        assertEquals("now", name(honest.answer(_ -> true).believed(List.of(now))));
        assertEquals("now", name(stale.answer(_ -> true).believed(List.of(old))));
        // under a new name, it does not match the query for the stale one
        assertEquals(
                List.of(),
                stale.answer(peer -> peer.name().text().equals("old")).believed(List.of(old)));
    }

    private static SignedRecord record(String name, long sequence) {
        return new RecordSigner(BOB)
                .present(Nodes.announcement(name), sequence, System.currentTimeMillis());
    }

    private static String name(List<Peer> peers) {
        return peers.getFirst().name().text();
    }

    // ---- one that has forgotten everybody, or none

    @Test
    void anEmptyListMakesAPeerOneThatWasKnownLastAndForgetsNobody() throws Exception {
        LyingRegistry registry = liar();
        Member alice = start("alice", directory(registry));
        Member bob = start("bob", directory(registry));
        alice.awaitSeeing(bob);
        registry.tellAnew(Lie.nobody());
        alice.await(
                NodeEvent.PeersUnlisted.class,
                event -> event.peers().stream().anyMatch(peer -> peer.id().equals(bob.id())));

        assertFalse(alice.sees(bob), "nobody tells that he is there");
        assertTrue(alice.remembers(bob));
        assertFalse(alice.wasToldThatLeft(bob));
        assertEquals(List.of(), alice.node().contacts().all(), "it is no claim to a name");
        alice.send("bob", "the registry has forgotten you");
        assertTrue(alice.sees(bob), "a link tells that he is there");
        assertFalse(alice.remembers(bob));
    }

    @Test
    void aConnectedPeerStaysWhenTheListIsEmpty() throws Exception {
        LyingRegistry registry = liar();
        Member alice = start("alice", directory(registry));
        Member bob = start("bob", directory(registry));
        alice.awaitSeeing(bob);
        alice.send("bob", "hello");
        registry.tellAnew(Lie.nobody());
        alice.await(NodeEvent.DirectoryLost.class, _ -> true);
        registry.awaitRecords(alice.id(), 2);

        assertEquals(List.of(bob.id()), alice.node().browse().stream().map(Peer::id).toList());
        assertTrue(alice.sees(bob));
        alice.send("bob", "you are still there");
        assertEquals(0, count(alice, NodeEvent.PeersUnlisted.class), "nothing has changed");
    }

    @Test
    void aPeerThatRegistersAgainWithARegistryStartedAnewIsThereAgain() throws Exception {
        RegistryServer first = honest("registry");
        Member alice = start("alice", Nodes.directory(first));
        Member bob = start("bob", Nodes.directory(first));
        alice.awaitSeeing(bob);
        first.close();
        alice.await(NodeEvent.DirectoryLost.class, _ -> true);
        Nodes.await("nobody is there", () -> !alice.sees(bob) && alice.remembers(bob));
        honest("registry", first.address());

        alice.awaitSeeing(bob);
        assertFalse(alice.wasToldThatLeft(bob));
    }

    @Test
    void withNoRegistryAtAllAPeerOfAnEarlierRunIsShownAsLastKnownAndReached() throws Exception {
        RegistryServer registry = honest("registry");
        Address directory = Nodes.directory(registry);
        Member before = start("alice", directory);
        Member bob = start("bob", directory);
        before.awaitSeeing(bob);
        before.node().close();
        registry.close();
        Member alice = start("alice", directory);
        alice.await(NodeEvent.DirectoryLost.class, _ -> true);

        LastKnown known = alice.node().lastKnown().getFirst();
        assertEquals(bob.node().self(), known.peer());
        assertEquals(List.of(), alice.node().online());
        assertEquals(List.of(), alice.node().peers(), "nor a contact");
        assertThrows(IOException.class, () -> alice.node().browse());
        alice.send("bob", "I know where you were");
        assertTrue(alice.sees(bob));
    }

    @Test
    void aPeerThatHasLeftIsNotKept() throws Exception {
        RegistryServer registry = honest("registry");
        Member alice = start("alice", Nodes.directory(registry));
        Member bob = start("bob", Nodes.directory(registry));
        alice.awaitSeeing(bob);
        bob.node().close();
        Nodes.await("bob has left", () -> alice.wasToldThatLeft(bob));

        assertFalse(alice.remembers(bob));
    }

    /** A peer that was found by its exact name is kept too, if there is no list. */
    @Test
    void aPeerThatWasLookedUpIsKeptToo() throws Exception {
        RegistryServer registry =
                opened.add(
                        RegistryServer.start(
                                Nodes.network(TestIdentities.ed25519("registry")),
                                Nodes.ANY_PORT,
                                RegistryOptions.defaults().withOpenness(Openness.LOOKUP_ONLY)));
        Member alice = start("alice", Nodes.directory(registry));
        Member bob = start("bob", Nodes.directory(registry));
        Nodes.await("both leases", () -> registry.statistics().leases() == 2);
        assertEquals(bob.id(), alice.node().find("bob").id());

        assertTrue(alice.remembers(bob));
        assertEquals(bob.id(), alice.node().find(bob.id().text()).id());
    }

    // ---- soon

    /** The time, less than a second, is measured by bench/run presence. */
    @Test
    void aPeerIsSeenToComeAndGo() throws Exception {
        RegistryServer registry = honest("registry");
        Member alice = start("alice", Nodes.directory(registry));
        Nodes.await("alice watches", () -> registry.statistics().watchers() == 1);
        for (int i = 0; i < 3; i++) {
            Member bob = start("bob", Nodes.directory(registry));
            int times = i + 1;
            Nodes.await("bob has come", () -> times == count(alice, NodeEvent.PeerAppeared.class));
            bob.node().close();
            Nodes.await("bob has gone", () -> times == count(alice, NodeEvent.PeerLeft.class));
        }
    }

    private static long count(Member member, Class<? extends NodeEvent> kind) {
        return member.events().stream().filter(kind::isInstance).count();
    }
}
