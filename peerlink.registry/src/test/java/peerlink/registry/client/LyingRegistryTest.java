package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Contact;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.testing.LyingRegistry;
import peerlink.registry.testing.LyingRegistry.Lie;
import peerlink.registry.testing.LyingRegistry.Told;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Whole nodes lose no message to a lying registry, the only one that they have: alice wants to
 * write to bob, and mallory, in league with the registry, wants to get it. No lie brings anything
 * of alice's to mallory unless alice says so, and alice's contacts stay as they are.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LyingRegistryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final PeerName BOB = new PeerName("bob");

    /** Holds a node and its events. */
    private record Member(Node node, List<NodeEvent> events) {
        PeerId id() {
            return node.self().id();
        }

        Address address() {
            return node.self().addresses().getFirst();
        }

        void send(String nameOrId, String text) throws IOException, InterruptedException {
            Peer peer = node.find(nameOrId);
            // as the command does: no message is left to wait for a peer that can't be reached
            node.reach(peer);
            node.conversation(peer).sendText(text).await(PATIENCE);
        }

        <E extends NodeEvent> List<E> all(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        <E extends NodeEvent> E await(Class<E> kind, Predicate<E> wanted)
                throws InterruptedException {
            Nodes.await(kind.getSimpleName(), () -> all(kind).stream().anyMatch(wanted));
            return all(kind).stream().filter(wanted).findFirst().orElseThrow();
        }

        void awaitText(String text) throws InterruptedException {
            await(
                    NodeEvent.MessageArrived.class,
                    arrived -> arrived.message().content().equals(Bytes.utf8(text)));
        }
    }

    @TempDir private Path home;
    @RegisterExtension final Opened opened = new Opened();
    private LyingRegistry registry;
    private Member bob;

    @BeforeEach
    void start() throws Exception {
        registry = opened.add(new LyingRegistry(Nodes.network(TestIdentities.ed25519("registry"))));
        bob = start("bob");
    }

    private Member start(String profile) throws Exception {
        return start(profile, profile, Nodes.ANY_PORT);
    }

    /** Starts a node, and waits until the registry has it. */
    private Member start(String profile, String name, Address listen) throws Exception {
        Path directory = home.resolve(profile);
        Identity identity = IdentityStore.loadOrCreate(directory);
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        Node node =
                opened.add(
                        new NodeBuilder(identity, new PeerName(name))
                                .dataDirectory(directory)
                                .transports(List.of(new TlsTransport()))
                                .discoveries(
                                        List.of(
                                                new RegistryDiscovery(
                                                        InstantSource.system(), Nodes.QUICK)))
                                .listen(listen)
                                .directories(directory())
                                .onEvent(events::add)
                                .start());
        registry.awaitRecord(identity.id());
        return new Member(node, events);
    }

    private Address directory() {
        return Address.parse("registry://" + registry.place());
    }

    /** Starts an alice that has written to bob before, without the links of that time. */
    private Member aliceWhoKnowsBob() throws Exception {
        Member before = start("alice");
        before.send("bob", "hello");
        before.node().close();
        return start("alice");
    }

    /** Starts mallory under bob's name. */
    private Member malloryAsBob() throws Exception {
        return start("mallory", "bob", Nodes.ANY_PORT);
    }

    private void assertNothingReached(Member mallory) {
        assertEquals(List.of(), mallory.all(NodeEvent.MessageArrived.class));
        assertEquals(List.of(), mallory.all(NodeEvent.MessageUnhandled.class));
        assertEquals(List.of(), mallory.all(NodeEvent.LinkOpened.class));
    }

    private void assertStillKnown(Member alice, Trust trust) {
        Contact contact =
                alice.node().contacts().all().stream()
                        .filter(c -> c.name().equals(BOB))
                        .findFirst()
                        .orElseThrow();
        assertEquals(bob.id(), contact.id());
        assertEquals(trust, contact.trust());
    }

    private void assertNoContacts(Member alice) {
        assertEquals(List.of(), alice.node().contacts().all());
    }

    @Test
    void anotherKeyForAKnownNameStopsSendingUntilTheUserTrustsIt() throws Exception {
        Member alice = aliceWhoKnowsBob();
        Member mallory = malloryAsBob();
        alice.send("bob", "a link is open");
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
        NodeEvent.IdentityChanged changed =
                alice.await(NodeEvent.IdentityChanged.class, event -> true);
        assertEquals(new NodeEvent.IdentityChanged(BOB, bob.id(), mallory.id()), changed);
        for (String name : List.of("bob", bob.id().text(), mallory.id().text())) {
            assertThrows(UntrustedPeerException.class, () -> alice.send(name, "secret"), name);
        }
        assertNothingReached(mallory);
        assertStillKnown(alice, Trust.CHANGED);

        mallory.send(alice.id().text(), "it is me");
        NodeEvent.MessageArrived arrived =
                alice.await(NodeEvent.MessageArrived.class, event -> true);
        assertEquals(Trust.CHANGED, arrived.trust());
        assertEquals(mallory.id(), arrived.peer().id());
        assertThrows(UntrustedPeerException.class, () -> alice.send("bob", "secret"));
        assertEquals(List.of(), mallory.all(NodeEvent.MessageArrived.class));

        alice.node().contacts().trust("bob");
        alice.send("bob", "if you say so");
        mallory.awaitText("if you say so");
    }

    @Test
    void anotherKeyForAKnownNameIsNoticedByWhoHasJustStarted() throws Exception {
        Member mallory = malloryAsBob();
        Member before = start("alice");
        before.send("bob", "hello");
        before.node().close();
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
        Member alice = start("alice");

        alice.await(NodeEvent.IdentityChanged.class, event -> event.found().equals(mallory.id()));
        assertThrows(UntrustedPeerException.class, () -> alice.send("bob", "secret"));
        assertNothingReached(mallory);
        assertStillKnown(alice, Trust.CHANGED);
    }

    @Test
    void anotherKeyNeverGetsWhatIsSentToAnId() throws Exception {
        Member mallory = malloryAsBob();
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
        Member alice = start("alice");

        assertThrows(PeerUnavailableException.class, () -> alice.send(bob.id().text(), "secret"));
        assertNothingReached(mallory);
        assertNoContacts(alice);
    }

    /** Bob's own record with mallory's address in it: the signature no longer fits. */
    @Test
    void anotherAddressInARecordIsNotBelieved() throws Exception {
        Member mallory = malloryAsBob();
        Member known = aliceWhoKnowsBob();
        registry.tell(
                Lie.about(
                        bob.id(),
                        registry.awaitRecord(bob.id())
                                .replacing(
                                        bob.address().hostAndPort(),
                                        mallory.address().hostAndPort())));
        Member stranger = start("carol");

        known.send("bob", "to the address that I know");
        bob.awaitText("to the address that I know");
        for (String name : List.of("bob", bob.id().text())) {
            assertThrows(PeerUnavailableException.class, () -> stranger.send(name, "secret"));
        }
        assertNothingReached(mallory);
        assertStillKnown(known, Trust.UNVERIFIED);
        assertNoContacts(stranger);
    }

    /**
     * Mallory signs bob's addresses, as everybody can: bob answers there, with another key than the
     * record's.
     */
    @Test
    void anotherKeyWithAKnownPeersAddressesIsAChangedKey() throws Exception {
        Identity mallory = TestIdentities.ed25519("mallory");
        Directory mallorys =
                opened.add(
                        new RegistryDiscovery(InstantSource.system(), Nodes.QUICK)
                                .open(directory(), Nodes.network(mallory)));
        mallorys.register(new Announcement(BOB, bob.node().self().addresses()));
        Member known = aliceWhoKnowsBob();
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
        Member stranger = start("carol");

        known.await(NodeEvent.IdentityChanged.class, event -> event.found().equals(mallory.id()));
        assertThrows(UntrustedPeerException.class, () -> known.send("bob", "secret"));
        assertThrows(PeerUnavailableException.class, () -> stranger.send("bob", "secret"));
        assertStillKnown(known, Trust.CHANGED);
        assertEquals(1, bob.all(NodeEvent.MessageArrived.class).size());
    }

    /**
     * The registry gives the record of another peer, which does not have the name that was asked
     * for.
     */
    @Test
    void theRecordOfAnotherPeerIsNotTakenForTheOneAskedFor() throws Exception {
        Member mallory = start("mallory");
        Member known = aliceWhoKnowsBob();
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
        Member stranger = start("carol");

        known.send("bob", "to the address that I know");
        bob.awaitText("to the address that I know");
        assertThrows(PeerUnavailableException.class, () -> stranger.send("bob", "secret"));
        assertNothingReached(mallory);
        assertStillKnown(known, Trust.UNVERIFIED);
    }

    /** An attacker on the path can answer at bob's address, with a key of his own. */
    @Test
    void anotherKeyThatAnswersAtAPeersAddressGetsNothing() throws Exception {
        Member known = aliceWhoKnowsBob();
        bob.node().close();
        Member mallory = start("mallory", "bob", bob.address());
        Member stranger = start("carol");

        assertThrows(PeerUnavailableException.class, () -> known.send("bob", "secret"));
        for (String name : List.of("bob", bob.id().text())) {
            assertThrows(PeerUnavailableException.class, () -> stranger.send(name, "secret"));
        }
        assertNothingReached(mallory);
        assertStillKnown(known, Trust.UNVERIFIED);
        assertNoContacts(stranger);
    }

    /** Bob has moved, and mallory has taken the address that an old record names. */
    @Test
    void anOldRecordLeadsNobodyToAnotherKey() throws Exception {
        Member known = aliceWhoKnowsBob();
        Address old = bob.address();
        bob.node().close();
        bob = start("bob");
        Told oldRecord = registry.awaitRecords(bob.id(), 2).getFirst();
        known.await(
                NodeEvent.PeerAppeared.class,
                event -> event.peer().addresses().contains(bob.address()));
        Member mallory = start("mallory", "mallory", old);
        registry.tell(Lie.about(bob.id(), oldRecord));
        Member stranger = start("carol");

        // has seen the newer one, and does not go back
        known.send("bob", "where you are now");
        bob.awaitText("where you are now");
        for (String name : List.of("bob", bob.id().text())) {
            assertThrows(PeerUnavailableException.class, () -> stranger.send(name, "secret"));
        }
        assertNothingReached(mallory);
        assertStillKnown(known, Trust.UNVERIFIED);
    }

    @Test
    void aBrokenSignatureIsNotBelievedOfAnybody() throws Exception {
        Member mallory = malloryAsBob();
        Member known = aliceWhoKnowsBob();
        Told bobs = registry.awaitRecord(bob.id());
        Told mallorys = registry.awaitRecord(mallory.id());
        for (Told broken :
                List.of(
                        bobs.signedWith(mallorys.signature()),
                        mallorys.signedWith(bobs.signature()),
                        mallorys.signedWith(Bytes.wrap(new byte[ProtocolLimits.SIGNATURE])))) {
            registry.tell(Lie.about(bob.id(), broken));
            Member stranger = start("carol");

            known.send("bob", "to the address that I know");
            assertThrows(PeerUnavailableException.class, () -> stranger.send("bob", "secret"));
            assertNoContacts(stranger);
            stranger.node().close();
        }
        bob.awaitText("to the address that I know");
        assertNothingReached(mallory);
        assertStillKnown(known, Trust.UNVERIFIED);
        assertEquals(List.of(), known.all(NodeEvent.IdentityChanged.class));
    }

    @Test
    void anEmptyListEmptiesNoContacts() throws Exception {
        Member known = aliceWhoKnowsBob();
        known.await(NodeEvent.PeerAppeared.class, event -> event.peer().id().equals(bob.id()));
        registry.tell(Lie.nobody());
        known.await(NodeEvent.PeerLeft.class, event -> event.peer().id().equals(bob.id()));
        Member stranger = start("carol");

        assertEquals(List.of(), known.node().browse());
        assertStillKnown(known, Trust.UNVERIFIED);
        known.send("bob", "you are where you were");
        bob.awaitText("you are where you were");
        assertThrows(PeerUnavailableException.class, () -> stranger.send("bob", "hello?"));
        known.node().close();
        Member again = start("alice");
        assertTrue(
                again.node().peers().stream().anyMatch(peer -> peer.id().equals(bob.id())),
                "gone after a restart");
        again.send("bob", "and still");
        bob.awaitText("and still");
    }
}
