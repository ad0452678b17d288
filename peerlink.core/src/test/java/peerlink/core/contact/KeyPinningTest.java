package peerlink.core.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static peerlink.core.fixture.TestPeers.contact;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;
import static peerlink.core.fixture.TestPeers.standIn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.Contact;
import peerlink.core.model.Trust;

class KeyPinningTest {
    private static final PeerName BOB = new PeerName("bob");

    @TempDir private Path directory;
    private ContactBook book;
    private KeyPinning pinning;

    @BeforeEach
    void open() throws Exception {
        book = ContactBook.open(directory);
        pinning = new KeyPinning(book);
    }

    @Test
    void bindsANameAndAKeyOnce() throws Exception {
        pinning.pin(peer("bob", 1));
        pinning.pin(peer("bob", 2));
        pinning.pin(peer("robert", 1));
        assertEquals(List.of(id(1)), book.all().stream().map(Contact::id).toList());
    }

    @Test
    void thoseAreToldAloneWhoseContactsHaveChanged() throws Exception {
        pinning.pin(peer("alice", 1));
        List<Set<PeerId>> told = new ArrayList<>();
        book.onChange(told::add);
        pinning.pin(peer("bob", 2));
        pinning.pin(peer("bob", 2));
        book.refresh();
        book.update(now -> now.with(Contact.unverified(peer("alice", 1))));
        pinning.pinStranger(peer("carol", 3));
        pinning.pin(peer("carol", 3));
        book.update(now -> TrustRules.block(now, peer("alice", 1)));
        new KeyPinning(ContactBook.open(directory)).pin(peer("dave", 4));
        book.refresh();
        book.update(now -> now.without(contact("bob", 2)));
        assertEquals(
                List.of(
                        Set.of(id(2)),
                        Set.of(id(3)),
                        Set.of(id(3)),
                        Set.of(id(1)),
                        Set.of(id(4)),
                        Set.of(id(2))),
                told);
    }

    @Test
    void strangersDisplaceTheOldestStrangerAndNobodyElse() throws Exception {
        List<Contact> contacts = new ArrayList<>();
        Set<PeerId> strangers = new LinkedHashSet<>();
        for (int i = 0; i < ContactSet.MAX_STRANGERS; i++) {
            contacts.add(contact("stranger" + i, i));
            strangers.add(id(i));
        }
        book.update(_ -> ContactSet.of(contacts, strangers));
        pinning.pin(peer("stranger0", 0));
        book.update(now -> TrustRules.vouch(now, peer("stranger1", 1)));
        book.update(now -> TrustRules.block(now, peer("stranger2", 2)));
        pinning.reached(id(3), List.of(Address.parse("tls://127.0.0.1:7")));
        pinning.changed(new PeerName("stranger4"), id(9999));
        for (int i = 2000; i < 2006; i++) {
            pinning.pinStranger(peer("stranger" + i, i));
        }
        ContactBook later = ContactBook.open(directory);
        assertEquals(ContactSet.MAX_STRANGERS + 4, later.all().size());
        for (int kept : List.of(0, 1, 2, 3, 6, 2000, 2005)) {
            assertNotNull(later.byId(id(kept)), "stranger" + kept);
        }
        // a stranger stays one, whatever name a directory gives it
        assertNull(later.byId(id(4)));
        assertNull(later.byId(id(5)));
    }

    @Test
    void remembersTheLatestClaimsAlone() throws Exception {
        pinning.pin(peer("bob", 0));
        assertNotNull(pinning.claim(BOB, id(1)));
        assertNull(pinning.claim(BOB, id(1)));
        for (int key = 2; key < 2 + RecentNameClaims.CAPACITY; key++) {
            assertNotNull(pinning.claim(BOB, id(key)));
        }
        assertNull(pinning.claim(BOB, id(RecentNameClaims.CAPACITY)));
        assertNotNull(pinning.claim(BOB, id(1)));
    }

    @Test
    void theFirstOtherKeyIsTheOneThatTheUserDecidesOnAndIsToldOf() throws Exception {
        pinning.pin(peer("bob", 1));
        assertNotNull(pinning.changed(BOB, id(2)));
        assertNull(pinning.changed(BOB, id(3)));
        assertEquals(id(2), book.byId(id(1)).found());
        assertEquals(book.byId(id(1)), pinning.rival(peer("mallory", 3)));
    }

    @Test
    void theWordOfADirectoryStopsSendingEvenIfThePeerHasClaimedItBefore() throws Exception {
        pinning.pin(peer("bob", 1));
        assertNotNull(pinning.claim(BOB, id(2)));
        assertNotNull(pinning.changed(BOB, id(2)));
        assertEquals(Trust.CHANGED, book.byName(BOB).trust());
        book.update(now -> TrustRules.vouch(now, peer("bob", 1)));
        assertNull(pinning.changed(BOB, id(2)));
        assertEquals(Trust.UNVERIFIED, book.byName(BOB).trust());
    }

    @Test
    void aLabelOfTheUsersAndABlockedContactsNameAreNeverInDoubt() throws Exception {
        book.update(now -> now.with(contact("robert", 1).withName(BOB)));
        book.update(now -> now.with(contact("mallory", 2).withTrust(Trust.BLOCKED)));
        for (String name : List.of("bob", "robert", "mallory")) {
            assertNull(pinning.changed(new PeerName(name), id(3)));
            assertNull(pinning.claim(new PeerName(name), id(3)));
            assertEquals(Trust.UNVERIFIED, book.trustOfWriter(id(3), new PeerName(name)));
        }
        assertEquals(Trust.UNVERIFIED, book.byId(id(1)).trust());
        assertNull(pinning.rival(peer("mallory", 3)));
    }

    @Test
    void aPeerThatGoesByALabelOfTheUsersGetsAnotherName() throws Exception {
        book.update(now -> now.with(contact("robert", 1).withName(BOB)));
        pinning.pinStranger(peer("bob", 2));
        Contact stranger = book.byId(id(2));
        assertEquals(standIn(2), stranger.name().text());
        assertEquals(BOB, stranger.called());
        assertEquals(id(1), book.byName(BOB).id());
        book.requireTrusted(stranger.peer());
        pinning.pinStranger(peer("robert", 3));
        assertEquals("robert", book.byId(id(3)).name().text());
    }

    @Test
    void aPeerThatClaimsAContactsNameIsNoStrangerButARival() throws Exception {
        pinning.pin(peer("bob", 1));
        pinning.pinStranger(peer("bob", 2));
        assertNull(book.byId(id(2)));
        assertEquals(Trust.CHANGED, book.trustOfWriter(id(2), BOB));
        assertNotNull(pinning.claim(BOB, id(2)));
        assertEquals(id(1), pinning.rival(peer("mallory", 2)).id());
        assertEquals(List.of(id(2)), pinning.claimants().stream().map(p -> p.id()).toList());
    }

    @Test
    void nobodyGetsTheNameUnderWhichAnotherIsShown() throws Exception {
        pinning.pin(peer("bob", 1));
        assertNotNull(pinning.claim(BOB, id(2)));
        pinning.pinStranger(peer(standIn(2), 3));
        pinning.pinStranger(peer(standIn(1), 4));
        pinning.pinStranger(peer(standIn(5), 5));
        for (int key = 3; key <= 5; key++) {
            assertEquals(standIn(key), book.byId(id(key)).name().text());
        }
    }

    @Test
    void anotherKeyInThePlaceOfAContactIsToldOnceUnlessItIsAContactsToo() throws Exception {
        book.update(now -> now.with(contact("robert", 1).withName(BOB)).with(contact("c", 2)));
        assertNull(pinning.mismatch(id(1), id(2)));
        assertNotNull(pinning.mismatch(id(1), id(3)));
        assertNull(pinning.mismatch(id(1), id(3)));
        assertEquals(id(1), pinning.rival(peer("mallory", 3)).id());
        assertEquals(Trust.UNVERIFIED, book.byId(id(1)).trust());
    }
}
