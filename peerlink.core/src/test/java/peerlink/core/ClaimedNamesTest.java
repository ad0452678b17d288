package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryContext;
import peerlink.api.DirectoryEvent;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Query;
import peerlink.api.Registration;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.core.model.UnknownPeerException;
import peerlink.testkit.contract.MemoryDiscovery;

/**
 * Tests a node that has a directory in which names belong to nobody, as on a local network, beside
 * one in which they do.
 */
@Timeout(60)
class ClaimedNamesTest {
    private static final PeerName BOB = new PeerName("bob");
    private static final Address STREET = Address.parse("street://here");

    private final MemoryDiscovery street = new MemoryDiscovery("street", false);
    private TestNetwork network;
    private TestNetwork.Member alice;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        alice = network.start("alice", "alice", this::onTheStreet);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private NodeBuilder onTheStreet(NodeBuilder builder) {
        return builder.discoveries(List.of(network.directory(), street)).extraDirectories(STREET);
    }

    private static Peer called(String name, int key) {
        return new Peer(PeerId.ofKey(new byte[] {(byte) key}), new PeerName(name), List.of());
    }

    private void claim(Peer peer) throws Exception {
        street.claim(peer);
        alice.events().await(NodeEvent.PeerAppeared.class, e -> e.peer().id().equals(peer.id()));
    }

    @Test
    void aClaimCastsNoDoubtOnAContactOfThatName() throws Exception {
        var bob = network.start("bob");
        alice.node().conversation(alice.node().find("bob")).sendText("hello");
        bob.events().await(NodeEvent.MessageArrived.class);
        Peer impostor = called("bob", 1);
        claim(impostor);
        bob.node().close();
        alice.events().await(NodeEvent.PeerLeft.class);

        assertEquals(bob.identity().id(), alice.node().find("bob").id());
        assertEquals(List.of(), alice.events().all(NodeEvent.IdentityChanged.class));
        assertEquals(Trust.UNVERIFIED, alice.node().contacts().all().getFirst().trust());
        assertEquals(
                impostor.id().text().substring(0, 16), alice.node().known(impostor).name().text());
        // by an answer, as by an event
        var asking = network.start("alice", "alice", builder -> onTheStreet(builder).looking());
        assertEquals(bob.identity().id(), asking.node().find("bob").id());
        assertTrue(asking.node().browse().stream().anyMatch(p -> p.id().equals(impostor.id())));
        assertEquals(List.of(), asking.events().all(NodeEvent.IdentityChanged.class));
    }

    @Test
    void theWordOfADirectoryComesBeforeAClaim() throws Exception {
        claim(called("bob", 1));
        network.directory().claim(called("bob", 2));
        assertEquals(called("bob", 2).id(), alice.node().find("bob").id());
        var asking = network.start("carol", "carol", builder -> onTheStreet(builder).looking());
        assertEquals(called("bob", 2).id(), asking.node().find("bob").id());
    }

    @Test
    void aPeerThatADirectoryTellsOfHasNoOtherNameByItsClaim() throws Exception {
        var dave = network.start("dave");
        Address near = Address.parse("loopback://near:1");
        street.claim(new Peer(dave.identity().id(), BOB, List.of(near)));
        alice.events()
                .await(NodeEvent.PeerAppeared.class, e -> e.peer().addresses().contains(near));
        assertEquals("dave", alice.node().find("dave").name().text());
        assertThrows(UnknownPeerException.class, () -> alice.node().find("bob"));
        assertEquals(
                List.of("dave"),
                alice.node().browse().stream().map(peer -> peer.name().text()).toList());
    }

    @Test
    void whereNobodyAnswersForANameItIsFoundByItsClaim() throws Exception {
        claim(called("bob", 1));
        assertEquals(called("bob", 1).id(), alice.node().find("bob").id());
        claim(called("bob", 2));
        PeerUnavailableException error =
                assertThrows(PeerUnavailableException.class, () -> alice.node().find("bob"));
        assertTrue(error.getMessage().startsWith("2 peers go by the name"), error.getMessage());
    }

    @Test
    void theStreetHoldsUpNobodyWhomADirectoryHasFound() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Discovery slow =
                new Discovery() {
                    @Override
                    public String scheme() {
                        return "street";
                    }

                    @Override
                    public Directory open(Address directory, Network network) {
                        return new SlowDirectory(asked, end);
                    }
                };
        var bob = network.start("bob");
        var asking =
                network.start(
                        "carol",
                        "carol",
                        builder ->
                                builder.discoveries(List.of(network.directory(), slow))
                                        .extraDirectories(STREET)
                                        .looking());
        assertEquals(bob.identity().id(), asking.node().find("bob").id());
        asked.await();
        end.countDown();
        // where it matters, it is waited for
        assertEquals(
                Set.of(called("eve", 1).id(), bob.identity().id(), alice.identity().id()),
                asking.node().browse().stream().map(Peer::id).collect(Collectors.toSet()));
    }

    /** A directory that answers, once it is told to. */
    private record SlowDirectory(CountDownLatch asked, CountDownLatch end) implements Directory {
        @Override
        public boolean isAuthority() {
            return false;
        }

        @Override
        public List<Peer> find(Query query) {
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of(called("eve", 1));
        }

        @Override
        public Registration register(Announcement announcement) {
            return () -> {};
        }

        @Override
        public Registration watch(Consumer<DirectoryEvent> listener) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    @Test
    void silenceOfAllButTheStreetIsNoAnswer() throws Exception {
        assertThrows(UnknownPeerException.class, () -> alice.node().find("bob"));
        network.directory().setReachable(false);
        IOException error = assertThrows(IOException.class, () -> alice.node().find("bob"));
        assertTrue(error.getMessage().startsWith("no registry answers"), error.getMessage());
        claim(called("bob", 1));
        assertEquals(BOB, alice.node().find("bob").name());
    }

    @Test
    void strangersOfTheStreetAreNotRemembered() throws Exception {
        claim(called("bob", 1));
        assertEquals(1, alice.node().online().size());
        alice.node().close();
        var later = network.start("alice");
        assertEquals(List.of(), later.node().lastKnown());
    }

    @Test
    void aDirectoryThatNobodyServesOrOpensKeepsNoNodeFromStarting() throws Exception {
        Discovery broken =
                new Discovery() {
                    @Override
                    public String scheme() {
                        return "broken";
                    }

                    @Override
                    public Directory open(Address directory, Network network) {
                        throw new IllegalArgumentException("broken");
                    }
                };
        var bob =
                network.start(
                        "bob",
                        "bob",
                        builder ->
                                builder.discoveries(List.of(network.directory(), broken))
                                        .extraDirectories(
                                                Address.parse("broken://here"),
                                                Address.parse("nobody://here")));
        assertEquals(1, bob.node().directories().size());
    }

    @Test
    void aDiscoveryIsToldTheContactsAsTheyAre() throws Exception {
        AtomicReference<DirectoryContext> told = new AtomicReference<>();
        Discovery curious =
                new Discovery() {
                    @Override
                    public String scheme() {
                        return "curious";
                    }

                    @Override
                    public Directory open(Address directory, Network network) {
                        throw new IllegalStateException("it has a context");
                    }

                    @Override
                    public Directory open(Address directory, DirectoryContext context) {
                        told.set(context);
                        return street.open(directory, context.network());
                    }
                };
        var bob =
                network.start(
                        "bob",
                        "bob",
                        builder ->
                                builder.discoveries(List.of(network.directory(), curious))
                                        .extraDirectories(Address.parse("curious://here")));
        assertEquals(Map.of(), told.get().settings());
        assertEquals(bob.identity().id(), told.get().network().identity().id());
        assertEquals(Set.of(), told.get().contacts());
        bob.node().conversation(bob.node().find("alice")).sendText("hello");
        alice.events().await(NodeEvent.MessageArrived.class);
        assertEquals(Set.of(alice.identity().id()), told.get().contacts());
        bob.node().contacts().block("alice");
        assertEquals(Set.of(), told.get().contacts());
        assertFalse(bob.node().contacts().all().isEmpty());
    }
}
