package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.UntrustedPeerException;
import peerlink.core.contact.InvitedRegistryFile;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.testkit.contract.MemoryDiscovery;

/** An invite leads to its peer by the registries that it names, and by nothing but their keys. */
@Timeout(30)
class InvitedTest {
    private static final Address REGISTRY = registry("reg.example:7777", 1);

    private final MemoryDiscovery registry = new MemoryDiscovery(REGISTRY);
    private TestNetwork network;
    private Invite invite;

    private static Address registry(String place, int key) {
        return Address.parse("registry://" + place + "/" + PeerId.ofKey(new byte[] {(byte) key}));
    }

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        TestNetwork.Member bob =
                network.start(
                        "bob",
                        "bob",
                        builder ->
                                builder.discoveries(List.of(network.directory(), registry))
                                        .directories(
                                                Address.parse("memory://directory"), REGISTRY));
        registry.awaitRegistered(bob.identity().id());
        invite = Invite.parse(invite(bob.node()).toString());
    }

    /** Returns the node's invite, once the node has heard that the registry has it. */
    private static Invite invite(Node node) {
        while (true) {
            try {
                return node.invite();
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(1_000_000); // the test's own limit ends this
            }
        }
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private TestNetwork.Member alice(Address... directories) throws Exception {
        // alice does not use it, and is not to be awaited there
        network.directory().setReachable(false);
        return network.start(
                "alice",
                "alice",
                builder -> builder.discoveries(List.of(registry)).directories(directories));
    }

    private static List<Address> used(TestNetwork.Member member) {
        return member.node().directories().stream().map(DirectoryStatus::address).toList();
    }

    @Test
    void namesTheRegistryThatHasProvedItsKey() {
        assertEquals(List.of(REGISTRY), invite.registries());
        assertEquals(List.of(), invite.addresses());
    }

    @Test
    void leadsToThePeerByItsRegistryWhichIsKeptForLaterRuns() throws Exception {
        TestNetwork.Member alice = alice();
        assertEquals(
                Trust.VERIFIED,
                alice.node()
                        .contacts()
                        .of(alice.node().connect(invite).id())
                        .orElseThrow()
                        .trust());
        assertEquals(List.of(REGISTRY), used(alice));
        // others find alice there too
        registry.awaitRegistered(alice.identity().id());
        alice.events().await(NodeEvent.RegistryAdded.class);
        assertEquals(List.of(REGISTRY), InvitedRegistries.of(network.home("alice")));

        alice.node().connect(invite);
        assertEquals(List.of(REGISTRY), used(alice));
        assertEquals(1, alice.events().all(NodeEvent.RegistryAdded.class).size());
    }

    /** As over a relay: the registry that both once used may list neither. */
    @Test
    void aPeerThatNoDirectoryListsIsAmongThosePresentWhileThereIsALink() throws Exception {
        TestNetwork.Member alice = alice();
        Peer bob = alice.node().connect(invite);
        registry.setReachable(false);
        assertEquals(List.of(bob.id()), ids(alice.node().online()));
        assertEquals(List.of(bob.id()), ids(alice.node().browse()));
    }

    private static List<PeerId> ids(List<Peer> peers) {
        return peers.stream().map(Peer::id).toList();
    }

    @Test
    void letsOthersConnectFromThenOnIfItLeadsBeyondThisMachine() throws Exception {
        Address beyond = Address.parse("loopback://alice-elsewhere:1");
        network.directory().setReachable(false);
        TestNetwork.Member alice =
                network.start(
                        "alice",
                        "alice",
                        builder ->
                                builder.discoveries(List.of(registry))
                                        .directories()
                                        .listen()
                                        .listenOnceInvited(beyond));
        assertEquals(List.of(), alice.node().diagnosis().listening());
        alice.node().connect(invite);
        List<Address> listening = alice.node().diagnosis().listening();
        assertEquals(1, listening.size());
        assertEquals(listening, alice.node().self().addresses());
        alice.node().connect(invite);
        assertEquals(listening, alice.node().diagnosis().listening());
    }

    @Test
    void doesNotReplaceTheKeyOfARegistryThatIsInUse() throws Exception {
        Address own = registry("reg.example:7777", 2);
        TestNetwork.Member alice = alice(own);
        alice.node().add(invite);
        var told = alice.events().await(NodeEvent.RegistryNotAdded.class);
        assertTrue(told.reason().contains("with another key, " + PeerId.ofKey(new byte[] {2})));
        assertEquals(List.of(own), used(alice));
        assertEquals(List.of(), InvitedRegistries.of(network.home("alice")));
    }

    @Test
    void ofABlockedPeerNoRegistryIsUsed() throws Exception {
        TestNetwork.Member alice = alice();
        alice.node().contacts().block(invite.id().text());
        assertThrows(UntrustedPeerException.class, () -> alice.node().connect(invite));
        assertEquals(List.of(), used(alice));
        assertEquals(List.of(), InvitedRegistries.of(network.home("alice")));
    }

    @Test
    void moreRegistriesThanTheMostAreNotKept(@TempDir Path folder) throws Exception {
        InvitedRegistryFile kept = new InvitedRegistryFile(folder);
        List<Address> most = new ArrayList<>();
        for (int i = 0; i < InvitedRegistries.MAX; i++) {
            Address one = registry("192.0.2." + i + ":7777", i);
            most.add(one);
            assertEquals(List.of(one), kept.add(List.of(one)));
        }
        IOException refused = assertThrows(IOException.class, () -> kept.add(List.of(REGISTRY)));
        assertTrue(refused.getMessage().contains("invited.json"), refused.getMessage());
        assertEquals(most, InvitedRegistries.of(folder));
        assertEquals(List.of(), kept.add(most));
    }

    @Test
    void aRegistryWithoutAKeyIsNotReadFromTheFile(@TempDir Path folder) throws Exception {
        Files.writeString(
                InvitedRegistries.in(folder),
                "{\"version\":1,\"registries\":[\"registry://reg.example:7777\"]}");
        IOException damaged = assertThrows(IOException.class, () -> InvitedRegistries.of(folder));
        assertTrue(
                damaged.getMessage().contains("not a registry with its key"), damaged.getMessage());
    }
}
