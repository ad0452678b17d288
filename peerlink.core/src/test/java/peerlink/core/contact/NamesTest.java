package peerlink.core.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.contact;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;
import static peerlink.core.fixture.TestPeers.standIn;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Conversation;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import peerlink.core.model.UnknownPeerException;

/**
 * Checks that a name stands for the key that is remembered for it, and that case counts for nothing
 * where no peer has the exact name.
 */
@Timeout(30)
class NamesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestNetwork network;
    private TestNetwork.Member alice;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        alice = network.start("alice");
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private PeerId found(String typed) throws Exception {
        return alice.node().find(typed).id();
    }

    @Test
    void aNameInAnotherCaseIsTheContactsTheListedPeersOrTheLookedUpOnes() throws Exception {
        var bob = network.start("bob");
        alice.events().await(NodeEvent.PeerAppeared.class);
        for (String typed : List.of("bob", "Bob", "BOB")) {
            assertEquals(bob.identity().id(), found(typed), typed);
        }
        assertEquals(Trust.VERIFIED, alice.node().contacts().trust("BoB").trust());
        assertEquals(bob.identity().id(), found("BOB"));
        bob.node().close();
        assertEquals(bob.identity().id(), found("BOB"));
        assertThrows(UnknownPeerException.class, () -> found("bo"));
    }

    @Test
    void theVeryNameComesBeforeOneInAnotherCaseAndTwoAreNobodysGuess() throws Exception {
        var bob = network.start("bob");
        var other = network.start("other", "BOB", b -> b);
        alice.events()
                .await(
                        NodeEvent.PeerAppeared.class,
                        e -> e.peer().id().equals(other.identity().id()));
        alice.events()
                .await(
                        NodeEvent.PeerAppeared.class,
                        e -> e.peer().id().equals(bob.identity().id()));
        assertEquals(bob.identity().id(), found("bob"));
        assertEquals(other.identity().id(), found("BOB"));
        var e = assertThrows(PeerUnavailableException.class, () -> found("Bob"));
        assertTrue(e.getMessage().startsWith("2 peers go by the name 'Bob'"), e::getMessage);
    }

    @Test
    void aStrangerWhoSpellsAContactsNameInAnotherCaseDoesNotPassForIt() throws Exception {
        ContactSet contacts = ContactSet.of(List.of(contact("bob", 1)), Set.of());
        assertEquals(standIn(2), contacts.nameOf(id(2), new PeerName("BOB")).text());
        assertEquals(id(1), contacts.byName(new PeerName("Bob")).id());
        assertEquals(id(1), contacts.owner(new PeerName("BOB")).id());
        assertThrows(
                UntrustedPeerException.class,
                () -> TrustRules.requireTrusted(contacts, peer("BOB", 2)));
        assertThrows(
                NameTakenException.class,
                () -> TrustRules.rename(contacts, peer("carol", 3), new PeerName("Bob")));
        ContactSet renamed = TrustRules.rename(contacts, peer("bob", 1), new PeerName("Bob"));
        assertEquals(id(1), renamed.byName(new PeerName("bob")).id());
    }

    @Test
    void contactsOfAFileWhoseNamesDifferByCaseAloneAreBothKept() {
        ContactSet contacts =
                ContactSet.of(List.of(contact("bob", 1), contact("Bob", 2)), Set.of());
        assertEquals(id(1), contacts.byName(new PeerName("bob")).id());
        assertEquals(id(2), contacts.byName(new PeerName("Bob")).id());
        assertEquals(null, contacts.byName(new PeerName("BOB")));
        assertEquals(standIn(3), contacts.nameOf(id(3), new PeerName("BOB")).text());
    }

    @Test
    void aConversationStaysWithItsKeyWhenAnotherProcessGivesTheNameAway() throws Exception {
        var carol = network.start("carol");
        var dave = network.start("dave");
        Conversation chat = alice.node().conversation(alice.node().find("carol"));
        chat.sendText("hello").await(PATIENCE);
        alice.node().conversation(alice.node().find("dave")).sendText("hi").await(PATIENCE);
        // as another process does it
        ContactBook shell = ContactBook.open(network.home("alice"));
        shell.update(
                now ->
                        TrustRules.rename(
                                now, now.byId(carol.identity().id()).peer(), new PeerName("mum")));
        shell.update(
                now ->
                        TrustRules.rename(
                                now, now.byId(dave.identity().id()).peer(), new PeerName("carol")));
        // at once, not within the second of the watch
        assertEquals(dave.identity().id(), found("carol"));
        assertEquals(carol.identity().id(), found("MUM"));
        assertEquals(new PeerName("mum"), chat.peer().name());
        assertEquals(carol.identity().id(), chat.peer().id());
        alice.events().await(NodeEvent.ContactsChanged.class);
    }

    @Test
    void ownNameAndIdAreSaidToBeOnesOwn() throws Exception {
        Peer self = alice.node().self();
        for (String typed : List.of("alice", "Alice", self.id().text())) {
            var e = assertThrows(UnknownPeerException.class, () -> found(typed));
            assertEquals("that is you", e.getMessage());
            assertTrue(e.isSelf());
        }
        var e =
                assertThrows(
                        UnknownPeerException.class, () -> alice.node().contacts().block("ALICE"));
        assertTrue(e.isSelf());
        // another peer of that name stays another one
        var other = network.start("other", "alice", b -> b);
        alice.events().await(NodeEvent.PeerAppeared.class);
        assertEquals(other.identity().id(), found("alice"));
    }
}
