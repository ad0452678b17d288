package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.TrustRules;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.Attempt;
import peerlink.core.model.Contact;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

@Timeout(30)
class TrustTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final PeerName BOB = new PeerName("bob");
    private static final Address PUBLIC = Address.parse("loopback://203.0.113.7:7001");

    private TestNetwork network;
    private TestNetwork.Member alice;
    private TestNetwork.Member bob;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        network = new TestNetwork(home);
        alice = network.start("alice");
        bob = network.start("bob");
        alice.node().conversation(alice.node().find("bob")).sendText("hello").await(PATIENCE);
        bob.events().await(NodeEvent.MessageArrived.class);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void bothSidesPinTheOtherAtTheFirstMessage() {
        assertEquals(
                List.of(bob.identity().id()),
                alice.node().contacts().all().stream().map(Contact::id).toList());
        assertEquals(
                List.of(alice.identity().id()),
                bob.node().contacts().all().stream().map(Contact::id).toList());
    }

    @Test
    void aDirectoryThatAnswersANameWithAnotherKeyStopsSendingUntilTheUserTrustsIt()
            throws Exception {
        bob.node().close();
        var mallory = network.start("mallory", "bob", b -> b);
        var changed = alice.events().await(NodeEvent.IdentityChanged.class);
        assertEquals(
                new NodeEvent.IdentityChanged(BOB, bob.identity().id(), mallory.identity().id()),
                changed);
        Peer stolen = new Peer(mallory.identity().id(), BOB, mallory.node().self().addresses());
        for (Peer peer : List.of(alice.node().find("bob"), stolen)) {
            assertThrows(
                    UntrustedPeerException.class,
                    () -> alice.node().conversation(peer).sendText("secret"));
            assertThrows(
                    UntrustedPeerException.class,
                    () -> alice.node().open(peer, ChatFrame.PROTOCOL));
        }
        assertEquals(List.of(), mallory.events().all(NodeEvent.LinkOpened.class));

        assertEquals(Trust.UNVERIFIED, alice.node().contacts().trust("bob").trust());
        alice.node().conversation(alice.node().find("bob")).sendText("hello").await(PATIENCE);
        mallory.events().await(NodeEvent.MessageArrived.class);
        assertEquals(Trust.VERIFIED, alice.node().contacts().trust("bob").trust());
    }

    @Test
    void aPeerThatClaimsAKnownNameIsListedUnderAnotherAndBlockedAlone() throws Exception {
        Peer impostor = new Peer(PeerId.ofKey(new byte[] {1}), BOB, List.of());
        network.directory().claim(impostor);
        var changed = alice.events().await(NodeEvent.IdentityChanged.class);
        assertEquals(impostor.id(), changed.found());
        String standIn = impostor.id().text().substring(0, 16);
        alice.events()
                .await(NodeEvent.PeerAppeared.class, e -> e.peer().name().text().equals(standIn));
        for (List<Peer> peers :
                List.of(alice.node().peers(), alice.node().online(), alice.node().browse())) {
            assertTrue(
                    peers.stream()
                            .filter(peer -> peer.id().equals(impostor.id()))
                            .allMatch(peer -> peer.name().text().equals(standIn)),
                    peers.toString());
        }
        assertEquals(impostor.id(), alice.node().find(standIn).id());
        assertEquals(impostor.id(), alice.node().contacts().block(impostor.id().text()).id());
        assertEquals(bob.identity().id(), alice.node().contacts().unblock("bob").id());
        alice.node().conversation(alice.node().find("bob")).sendText("you it is").await(PATIENCE);
        assertThrows(
                UntrustedPeerException.class,
                () -> alice.node().conversation(impostor).sendText("?"));
    }

    @Test
    void anInviteUnderTheNameOfAContactIsRefused() throws Exception {
        List<Contact> before = alice.node().contacts().all();
        var carol = network.start("carol");
        alice.node().conversation(alice.node().find("carol")).sendText("hello").await(PATIENCE);
        Invite forged =
                new Invite(BOB, List.of(Address.parse("tls://127.0.0.1:1")), carol.identity().id());
        assertThrows(UntrustedPeerException.class, () -> alice.node().connect(forged));
        assertEquals(before.getFirst(), alice.node().contacts().all().getFirst());
        assertEquals(
                List.of("bob", "carol"),
                alice.node().contacts().all().stream()
                        .map(contact -> contact.name().text())
                        .toList());
    }

    @Test
    void theUserCanKeepTheOldKey() throws Exception {
        network.directory().claim(new Peer(PeerId.ofKey(new byte[] {1}), BOB, List.of()));
        alice.events().await(NodeEvent.IdentityChanged.class);
        alice.node().contacts().trust(bob.identity().id().text());
        network.directory().claim(new Peer(PeerId.ofKey(new byte[] {1}), BOB, List.of()));
        alice.node().conversation(alice.node().find("bob")).sendText("still you").await(PATIENCE);
        assertEquals(1, alice.events().all(NodeEvent.IdentityChanged.class).size());
    }

    @Test
    void aMessageOfANewKeyUnderAKnownNameIsShownMarked() throws Exception {
        var mallory = network.start("mallory", "bob", NodeBuilder::sending);
        mallory.node()
                .conversation(mallory.node().find("alice"))
                .sendText("it's me")
                .await(PATIENCE);
        var arrived = alice.events().await(NodeEvent.MessageArrived.class);
        assertEquals(Trust.CHANGED, arrived.trust());
        assertEquals(mallory.identity().id(), arrived.peer().id());
        assertEquals(BOB, arrived.claimed());
        assertEquals(mallory.identity().id().text().substring(0, 16), arrived.peer().name().text());
        for (var opened : alice.events().all(NodeEvent.LinkOpened.class)) {
            assertEquals(
                    opened.peer().id().equals(bob.identity().id()),
                    opened.peer().name().equals(BOB));
        }
        assertThrows(
                UntrustedPeerException.class,
                () -> alice.node().conversation(arrived.peer()).sendText("who are you?"));
        assertEquals(
                new NodeEvent.NameClaimed(BOB, bob.identity().id(), mallory.identity().id()),
                alice.events().await(NodeEvent.NameClaimed.class));
        // a peer's own claim must not cut the user off from the real one
        alice.node().conversation(alice.node().find("bob")).sendText("was it?").await(PATIENCE);
    }

    @Test
    void theUserCanGiveTheNameToTheKeyThatClaimsIt() throws Exception {
        var newBob = network.start("mallory", "bob", NodeBuilder::sending);
        newBob.node().conversation(newBob.node().find("alice")).sendText("new key").await(PATIENCE);
        var claim = alice.events().await(NodeEvent.NameClaimed.class);
        Contact contact = alice.node().contacts().trust(claim.found().text());
        assertEquals(BOB, contact.name());
        assertEquals(newBob.identity().id(), contact.id());
        assertEquals(Trust.UNVERIFIED, contact.trust());
    }

    @Test
    void trustingABlockedPeerIsRefused() throws Exception {
        bob.node().contacts().block("alice");
        assertThrows(UntrustedPeerException.class, () -> bob.node().contacts().trust("alice"));
        assertEquals(Trust.BLOCKED, bob.node().contacts().all().getFirst().trust());
    }

    @Test
    void aBlockedPeerIsRefusedAtTheHelloAndCutOff() throws Exception {
        assertEquals(Trust.BLOCKED, bob.node().contacts().block("alice").trust());
        alice.events().await(NodeEvent.LinkClosed.class);
        var refused =
                assertThrows(
                        IOException.class,
                        () ->
                                alice.node()
                                        .conversation(alice.node().find("bob"))
                                        .sendText("?")
                                        .await(PATIENCE));
        assertTrue(refused.getMessage().contains("takes no links"), refused.getMessage());
        assertThrows(
                UntrustedPeerException.class,
                () -> bob.node().conversation(bob.node().find("alice")).sendText("?"));
        bob.node().contacts().unblock("alice");
        alice.node().conversation(alice.node().find("bob")).sendText("back").await(PATIENCE);
    }

    @Test
    void nobodyIsForgottenWhenTheDirectoryIsEmptyOrOutOfReach() throws Exception {
        network.directory().forgetEverybody();
        alice.node().conversation(alice.node().find("bob")).sendText("one").await(PATIENCE);
        network.directory().setReachable(false);
        alice.events().await(NodeEvent.DirectoryLost.class);
        assertEquals(
                List.of("bob"),
                alice.node().peers().stream().map(peer -> peer.name().text()).toList());
        network.transport().cutLinks();
        alice.events().await(NodeEvent.LinkClosed.class);
        alice.node().conversation(alice.node().find("bob")).sendText("two").await(PATIENCE);
        assertEquals(false, alice.node().directories().getFirst().connected());
        network.directory().setReachable(true);
        alice.events().awaitCount(NodeEvent.DirectoryConnected.class, _ -> true, 2);
    }

    @Test
    void aComparedKeyIsVerifiedAlsoThatOfSomebodyNew() throws Exception {
        Peer known = alice.node().find("bob");
        assertEquals(Trust.UNVERIFIED, alice.node().contacts().trustOf(known));
        assertEquals(Trust.VERIFIED, alice.node().contacts().vouch(known).trust());
        var carol = network.start("carol");
        Peer stranger = alice.node().find("carol");
        assertEquals(Trust.UNVERIFIED, alice.node().contacts().trustOf(stranger));
        assertEquals(carol.identity().id(), alice.node().contacts().vouch(stranger).id());
        assertEquals(Trust.VERIFIED, alice.node().contacts().trustOf(stranger));
        alice.node().contacts().block("carol");
        assertThrows(UntrustedPeerException.class, () -> alice.node().contacts().vouch(stranger));
        assertEquals(Trust.BLOCKED, alice.node().contacts().trustOf(stranger));
    }

    @Test
    void comparingTheKnownKeyEndsTheDoubtAndNeverTakesOnTheOther() throws Exception {
        Peer impostor = new Peer(PeerId.ofKey(new byte[] {1}), BOB, List.of());
        network.directory().claim(impostor);
        alice.events().await(NodeEvent.IdentityChanged.class);
        Peer listed = alice.node().find(impostor.id().text());
        for (Peer other : List.of(impostor, listed)) {
            assertEquals(Trust.CHANGED, alice.node().contacts().trustOf(other));
            assertThrows(UntrustedPeerException.class, () -> alice.node().contacts().vouch(other));
        }
        Contact contact = alice.node().contacts().all().getFirst();
        assertEquals(Trust.CHANGED, alice.node().contacts().trustOf(contact.peer()));
        Contact compared = alice.node().contacts().vouch(contact.peer());
        assertEquals(bob.identity().id(), compared.id());
        assertEquals(Trust.VERIFIED, compared.trust());
        alice.node().conversation(alice.node().find("bob")).sendText("it is you").await(PATIENCE);
    }

    @Test
    void aLinkCanBeOpenedToTellOfIt() throws Exception {
        var carol = network.start("carol", "carol", NodeBuilder::looking);
        Peer peer = carol.node().find("alice");
        assertEquals(alice.identity().id(), carol.node().reach(peer).remote());
        assertEquals(List.of(carol.node().reach(peer)), carol.node().links(peer.id()));
    }

    @Test
    void anInviteMakesAVerifiedContactAndNeedsNoDirectory() throws Exception {
        var carol = network.start("carol", "carol", b -> b.directories());
        Invite invite =
                new Invite(BOB, List.of(Address.parse("tls://127.0.0.1:1")), bob.identity().id());
        assertThrows(PeerUnavailableException.class, () -> carol.node().connect(invite));
        assertEquals(Trust.VERIFIED, carol.node().contacts().all().getFirst().trust());
        Invite another = new Invite(BOB, invite.addresses(), PeerId.ofKey(new byte[] {9}));
        assertThrows(UntrustedPeerException.class, () -> carol.node().connect(another));
        assertThrows(IllegalStateException.class, () -> carol.node().invite());
    }

    @Test
    void findsByNameAndIdAndSaysWhoIsUnknown() throws Exception {
        assertEquals(bob.identity().id(), alice.node().find(bob.identity().id().text()).id());
        for (String nobody : List.of("nobody", "two words", "\u001b[31m")) {
            var e = assertThrows(PeerUnavailableException.class, () -> alice.node().find(nobody));
            assertTrue(e.getMessage().chars().noneMatch(c -> c < ' '), e.getMessage());
        }
        List<PeerId> listed = alice.node().browse().stream().map(Peer::id).toList();
        assertTrue(listed.contains(bob.identity().id()), listed.toString());
        assertFalse(listed.contains(alice.identity().id()), listed.toString());
        alice.node().contacts().forget("bob");
        assertEquals(List.of(), alice.node().contacts().all());
        assertThrows(PeerUnavailableException.class, () -> alice.node().contacts().trust("nobody"));
        assertEquals(Trust.VERIFIED, alice.node().contacts().trust("bob").trust());
    }

    @Test
    void aRenamedContactIsFoundByItsKeyWhoeverRegistersUnderEitherName() throws Exception {
        alice.node().contacts().rename("bob", new PeerName("bobby"));
        Peer impostor = new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bobby"), List.of());
        Peer another = new Peer(PeerId.ofKey(new byte[] {2}), new PeerName("robert"), List.of());
        network.directory().claim(impostor);
        network.directory().claim(another);
        alice.events().await(NodeEvent.PeerAppeared.class, e -> e.peer().id().equals(another.id()));
        assertEquals(bob.identity().id(), alice.node().find("bobby").id());
        alice.node().conversation(alice.node().find("bobby")).sendText("hi").await(PATIENCE);
        assertEquals(
                impostor.id().text().substring(0, 16),
                alice.node().find(impostor.id().text()).name().text());
        assertEquals(List.of(), alice.events().all(NodeEvent.IdentityChanged.class));
        assertThrows(PeerUnavailableException.class, () -> alice.node().find("bob"));
    }

    @Test
    void aDirectoryIsAskedForTheKeyOfARenamedContactAndNotForItsLabel() throws Exception {
        PeerName label = new PeerName("bobby");
        alice.node().contacts().rename("bob", label);
        Address moved = Address.parse("loopback://elsewhere:1");
        network.directory().claim(new Peer(bob.identity().id(), BOB, List.of(moved)));
        network.directory().claim(new Peer(PeerId.ofKey(new byte[] {1}), label, List.of()));
        // a node that no directory has told of the peers online
        var script = network.start("alice", "alice", NodeBuilder::looking);
        Peer found = script.node().find("bobby");
        assertEquals(bob.identity().id(), found.id());
        assertEquals(label, found.name());
        assertEquals(moved, found.addresses().getFirst());
    }

    @Test
    void somebodyElseUnderTheFormerNameOfARenamedContactIsAnotherPeer() throws Exception {
        alice.node().contacts().rename("bob", new PeerName("bobby"));
        bob.node().close();
        var other = network.start("other", "bob", b -> b);
        alice.node().conversation(alice.node().find("bob")).sendText("hi").await(PATIENCE);
        assertEquals("hi", other.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals(
                List.of("bob", "bobby"),
                alice.node().contacts().all().stream().map(c -> c.name().text()).toList());
        assertEquals(List.of(), alice.events().all(NodeEvent.IdentityChanged.class));
    }

    /** Bob's record names this address from now on, and bob is not there. */
    private void bobIsSaidToBeAt(Address place) {
        bob.node().close();
        network.directory().claim(new Peer(bob.identity().id(), BOB, List.of(place)));
    }

    /** Somebody answers where bob is not; nothing may lead the user to take that key for bob's. */
    private void assertBobIsNotThere(PeerId found) throws Exception {
        Peer toBob = alice.node().find("bob");
        assertThrows(PeerUnavailableException.class, () -> alice.node().reach(toBob));
        assertEquals(List.of(), alice.events().all(NodeEvent.AnotherKeyAnswered.class));
        Contact still = alice.node().contacts().all().getFirst();
        assertEquals(bob.identity().id(), still.id());
        assertEquals(Trust.UNVERIFIED, still.trust());
        try {
            // as a user might who was told to
            assertNotEquals(BOB, alice.node().contacts().trust(found.text()).name());
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith("nothing is known of "), e::getMessage);
        }
        assertEquals(bob.identity().id(), alice.node().find("bob").id());
    }

    /** Two homes, a router of the same make in both: bob's address leads to alice's neighbour. */
    @Test
    void aStrangerAtTheSamePrivateAddressInAnotherHomeIsNotTakenForAContact() throws Exception {
        for (String place :
                List.of("192.168.1.10", "10.0.0.2", "100.64.1.1", "169.254.1.1", "127.0.0.1")) {
            Address address = Address.parse("loopback://" + place + ":7001");
            var stranger =
                    network.start("stranger" + place, "zoe", b -> b.listen(address).directories());
            bobIsSaidToBeAt(address);
            assertBobIsNotThere(stranger.identity().id());
        }
    }

    @Test
    void anAddressThatLeadsBackToThisNodeIsNoReasonForAnAlarm() throws Exception {
        alice.node().close();
        alice = network.start("alice", "alice", b -> b.listen(PUBLIC));
        bobIsSaidToBeAt(PUBLIC);
        assertBobIsNotThere(alice.identity().id());
    }

    /** Two peers behind one router are both seen there. */
    @Test
    void anotherKeyThatAnnouncesTheSameAddressIsNoReasonForAnAlarm() throws Exception {
        var neighbour = network.start("neighbour", "neighbour", b -> b.listen(PUBLIC));
        bobIsSaidToBeAt(PUBLIC);
        assertBobIsNotThere(neighbour.identity().id());
    }

    @Test
    void anotherKeyWhereAContactWasOnceIsNoReasonForAnAlarm() throws Exception {
        bob.node().close();
        bob = network.start("bob", "bob", b -> b.listen(PUBLIC));
        alice.node().conversation(alice.node().find("bob")).sendText("hi").await(PATIENCE);
        bob.node().close();
        alice.events().await(NodeEvent.PeerLeft.class);
        network.directory().forgetEverybody();
        var later = network.start("later", "later", b -> b.listen(PUBLIC).directories());
        assertBobIsNotThere(later.identity().id());
    }

    @Test
    void anotherKeyAtAContactsOwnPublicAddressIsToldAndCanTakeItsPlace() throws Exception {
        var mallory = network.start("mallory", "mallory", b -> b.listen(PUBLIC).directories());
        bobIsSaidToBeAt(PUBLIC);
        Peer toBob = alice.node().find("bob");
        assertThrows(IdentityMismatchException.class, () -> alice.node().reach(toBob));
        alice.node().conversation(toBob).sendText("secret");
        assertEquals(
                new NodeEvent.AnotherKeyAnswered(BOB, bob.identity().id(), mallory.identity().id()),
                alice.events().await(NodeEvent.AnotherKeyAnswered.class));
        assertEquals(Trust.UNVERIFIED, alice.node().contacts().all().getFirst().trust());
        assertEquals(
                List.of(Attempt.Result.ANOTHER_KEY),
                alice.node().attempts(bob.identity().id()).stream()
                        .filter(attempt -> attempt.address().equals(PUBLIC))
                        .map(Attempt::result)
                        .toList());
        Contact successor = alice.node().contacts().trust(mallory.identity().id().text());
        assertEquals(BOB, successor.name());
        assertEquals(1, alice.node().contacts().all().size());
        network.directory()
                .claim(new Peer(mallory.identity().id(), new PeerName("mallory"), List.of(PUBLIC)));
        // a message to the former key is for that key alone
        alice.node().conversation(successor.peer()).sendText("hello").await(PATIENCE);
        assertEquals(
                "hello", mallory.events().await(NodeEvent.MessageArrived.class).message().text());
        assertEquals("secret", alice.node().outbox().waiting().getFirst().message().text());
    }

    @Test
    void aPeerThatOnlyConnectedOrWroteCanBeBlockedByItsShownName() throws Exception {
        var mallory = network.start("mallory", "bob", NodeBuilder::sending);
        mallory.node()
                .conversation(mallory.node().find("alice"))
                .sendText("it's me")
                .await(PATIENCE);
        var arrived = alice.events().await(NodeEvent.MessageArrived.class);
        Contact blocked = alice.node().contacts().block(arrived.peer().name().text());
        assertEquals(mallory.identity().id(), blocked.id());
        mallory.events().await(NodeEvent.LinkClosed.class);

        var silent = network.start("silent", "silent", NodeBuilder::looking);
        silent.node().open(silent.node().find("alice"), ChatFrame.PROTOCOL);
        alice.events()
                .await(
                        NodeEvent.LinkOpened.class,
                        e -> e.peer().id().equals(silent.identity().id()));
        assertEquals(silent.identity().id(), alice.node().contacts().block("silent").id());
    }

    @Test
    void aRunningNodeFollowsWhatAnotherProcessDecides() throws Exception {
        ContactBook elsewhere = ContactBook.open(network.home("bob"));
        Peer blocked = elsewhere.byName(new PeerName("alice")).peer();
        elsewhere.update(now -> TrustRules.block(now, blocked));
        // the links that were open too
        alice.events().await(NodeEvent.LinkClosed.class);
        assertThrows(
                IOException.class,
                () ->
                        alice.node()
                                .conversation(alice.node().find("bob"))
                                .sendText("?")
                                .await(PATIENCE));
        assertThrows(
                UntrustedPeerException.class,
                () -> bob.node().conversation(bob.node().find("alice")).sendText("?"));
    }

    /** Somebody who has written first is a contact already, and at no address. */
    @Test
    void anInviteGivesItsAddressesToAContactToo() throws Exception {
        ContactBook book = ContactBook.open(Files.createDirectories(network.home("carol")));
        Peer met = new Peer(bob.node().self().id(), BOB, List.of());
        book.update(now -> TrustRules.vouch(now, met));
        Peer invited = new Peer(met.id(), BOB, List.of(PUBLIC));
        book.update(now -> TrustRules.verified(now, invited));
        book.update(now -> TrustRules.verified(now, invited));
        assertEquals(List.of(PUBLIC), book.byName(BOB).lastAddresses());
    }
}
