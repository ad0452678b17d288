package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Transport;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Attempt;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.transport.tls.TlsTransport;

/**
 * Whole nodes that nobody can simply connect to, as behind routers that let nobody in, reach each
 * other by signals through a registry.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SignalledNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path home;
    @RegisterExtension final Opened opened = new Opened();

    /** The ports that a router lets nobody in to, unless the one inside connects out just then. */
    private final Set<Integer> closed = ConcurrentHashMap.newKeySet();

    /** Is true if two that connect at the same moment get through. */
    private volatile boolean isMeeting = true;

    /** Connects through the routers. */
    private final class Routed implements Transport {
        private final TlsTransport tls = new TlsTransport();

        @Override
        public String scheme() {
            return tls.scheme();
        }

        @Override
        public Link connect(Address address, Identity identity, LinkPolicy policy, PeerId expected)
                throws IOException {
            requireOpen(address);
            return tls.connect(address, identity, policy, expected);
        }

        @Override
        public Link connectFrom(
                Address local,
                Address address,
                Identity identity,
                LinkPolicy policy,
                PeerId expected)
                throws IOException {
            requireOpen(address);
            return tls.connectFrom(local, address, identity, policy, expected);
        }

        @Override
        public Link meet(Meeting meeting, Identity identity, LinkPolicy policy) throws IOException {
            if (!isMeeting) {
                throw new IOException("the router answers what comes too early");
            }
            // the one who asks is later: here is no router that would drop what comes too early
            boolean isAsking = meeting.delay().isPositive();
            Meeting timed =
                    new Meeting(
                            meeting.local(),
                            meeting.remote(),
                            meeting.peer(),
                            meeting.begins(),
                            isAsking ? Duration.ofSeconds(2) : Duration.ZERO,
                            meeting.onWaiting());
            return tls.meet(timed, identity, policy);
        }

        @Override
        public Listener listen(
                Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            return tls.listen(address, identity, policy, onLink);
        }

        private void requireOpen(Address address) throws IOException {
            if (closed.contains(address.port())) {
                throw new IOException("the router lets nobody in");
            }
        }
    }

    private RegistryServer registry(boolean signals) throws Exception {
        return opened.add(
                RegistryServer.start(
                        Nodes.network(ServerScene.OPERATOR),
                        Nodes.ANY_PORT,
                        RegistryOptions.defaults().withSignals(signals)));
    }

    private Node start(String name, RegistryServer registry, boolean isOpen) throws Exception {
        return start(name, registry, isOpen, RequestPolicy.ACCEPT, new CopyOnWriteArrayList<>());
    }

    private Node start(
            String name,
            RegistryServer registry,
            boolean isOpen,
            RequestPolicy policy,
            List<NodeEvent> events)
            throws Exception {
        Path directory = home.resolve(name);
        Node node =
                opened.add(
                        new NodeBuilder(IdentityStore.loadOrCreate(directory), new PeerName(name))
                                .dataDirectory(directory)
                                .transports(List.of(new Routed()))
                                .discoveries(List.of(new RegistryDiscovery()))
                                .listen(Nodes.ANY_PORT)
                                .directories(Nodes.directory(registry))
                                .requests(policy)
                                .onEvent(events::add)
                                .start());
        if (!isOpen) {
            node.self().addresses().forEach(address -> closed.add(address.port()));
        }
        return node;
    }

    private static Peer found(Node of, Node by) throws InterruptedException {
        Peer[] found = new Peer[1];
        Nodes.await(
                "the registration of " + of.self().name(),
                () -> {
                    try {
                        found[0] = by.find(of.self().id().text());
                        return !found[0].addresses().isEmpty();
                    } catch (IOException e) {
                        return false;
                    }
                });
        return found[0];
    }

    private static LinkInfo link(Node of, Node with) {
        return of.links(with.self().id()).getFirst();
    }

    @Test
    void aPeerThatLetsNobodyInConnectsBackWhenItIsAsked() throws Exception {
        isMeeting = false;
        RegistryServer registry = registry(true);
        Node alice = start("alice", registry, true);
        Node bob = start("bob", registry, false);
        alice.conversation(found(bob, alice)).sendText("hello").await(PATIENCE);
        assertEquals(LinkInfo.Path.REVERSED, link(alice, bob).path());
        assertEquals(LinkInfo.Path.REVERSED, link(bob, alice).path());
        assertEquals(LinkInfo.Origin.DIALLED, link(alice, bob).origin());
        assertEquals(LinkInfo.Origin.ACCEPTED, link(bob, alice).origin());
        bob.conversation(found(alice, bob)).sendText("and back").await(PATIENCE);
        assertTrue(
                alice.attempts(bob.self().id()).stream()
                        .anyMatch(
                                attempt ->
                                        attempt.path() == LinkInfo.Path.REVERSED
                                                && attempt.result() == Attempt.Result.LINKED));
    }

    @Test
    void twoPeersThatLetNobodyInConnectAtTheSameMoment() throws Exception {
        RegistryServer registry = registry(true);
        Node alice = start("alice", registry, false);
        Node bob = start("bob", registry, false);
        alice.conversation(found(bob, alice)).sendText("hello").await(PATIENCE);
        assertEquals(LinkInfo.Path.PUNCHED, link(alice, bob).path());
        assertEquals(LinkInfo.Path.PUNCHED, link(bob, alice).path());
        assertEquals(LinkInfo.Origin.DIALLED, link(alice, bob).origin());
        assertEquals(LinkInfo.Origin.ACCEPTED, link(bob, alice).origin());
        bob.conversation(found(alice, bob)).sendText("and back").await(PATIENCE);
    }

    /** The other one of the two has the lower id, and begins the handshake. */
    @Test
    void eitherSideMayBeTheOneThatAsks() throws Exception {
        RegistryServer registry = registry(true);
        Node alice = start("alice", registry, false);
        Node bob = start("bob", registry, false);
        Node carol = start("carol", registry, false);
        bob.conversation(found(alice, bob)).sendText("hello").await(PATIENCE);
        assertEquals(LinkInfo.Path.PUNCHED, link(bob, alice).path());
        carol.conversation(found(alice, carol)).sendText("hello").await(PATIENCE);
        assertEquals(LinkInfo.Path.PUNCHED, link(carol, alice).path());
        bob.conversation(found(carol, bob)).sendText("hello").await(PATIENCE);
        assertEquals(LinkInfo.Path.PUNCHED, link(bob, carol).path());
    }

    @Test
    void aStrangerIsHelpedOnlyWhereStrangersMayWrite() throws Exception {
        RegistryServer registry = registry(true);
        Node alice = start("alice", registry, true);
        Node bob =
                start("bob", registry, false, RequestPolicy.REFUSE, new CopyOnWriteArrayList<>());
        Peer peer = found(bob, alice);
        assertThrows(PeerUnavailableException.class, () -> alice.reach(peer));
        assertEquals(List.of(), bob.links(alice.self().id()));
    }

    /** The registry declines to pass the signal on: the peer has declined nothing. */
    @Test
    void aPeerThatIsAwayIsNotTakenForOneThatDeclines() throws Exception {
        RegistryServer registry = registry(true);
        Node alice = start("alice", registry, true);
        Node bob = start("bob", registry, false);
        Peer peer = found(bob, alice);
        bob.close();
        assertThrows(PeerUnavailableException.class, () -> alice.reach(peer));
        Attempt asked =
                alice.attempts(peer.id()).stream()
                        .filter(attempt -> attempt.path() == LinkInfo.Path.REVERSED)
                        .findFirst()
                        .orElseThrow();
        assertEquals(Attempt.Result.FAILED, asked.result());
        assertEquals("the peer has no link to this registry now", asked.detail());
    }

    @Test
    void aRegistryThatPassesNoSignalsIsNamedAsTheReason() throws Exception {
        RegistryServer registry = registry(false);
        Node alice = start("alice", registry, true);
        Node bob = start("bob", registry, false);
        Peer peer = found(bob, alice);
        assertThrows(PeerUnavailableException.class, () -> alice.reach(peer));
        Attempt asked =
                alice.attempts(peer.id()).stream()
                        .filter(attempt -> attempt.path() == LinkInfo.Path.REVERSED)
                        .findFirst()
                        .orElseThrow();
        assertEquals(Nodes.directory(registry), asked.address());
        assertTrue(asked.detail().contains("this registry passes on no signals"), asked.detail());
    }

    @Test
    void whatIsSentOverSuchALinkIsWhatArrives() throws Exception {
        RegistryServer registry = registry(true);
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        Node alice = start("alice", registry, false);
        Node bob = start("bob", registry, false, RequestPolicy.ACCEPT, events);
        Peer peer = found(bob, alice);
        for (int i = 0; i < 50; i++) {
            alice.conversation(peer).sendText("message " + i);
        }
        alice.conversation(peer).sendText("last").await(PATIENCE);
        Nodes.await("all messages", () -> texts(events).size() == 51);
        List<Bytes> texts = texts(events);
        assertEquals(Bytes.utf8("message 0"), texts.getFirst());
        assertEquals(Bytes.utf8("last"), texts.getLast());
    }

    private static List<Bytes> texts(List<NodeEvent> events) {
        return events.stream()
                .filter(NodeEvent.MessageArrived.class::isInstance)
                .map(event -> ((NodeEvent.MessageArrived) event).message().content())
                .toList();
    }
}
