package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;

class ContactBookTest {
    @TempDir private Path directory;

    @Test
    void keepsContactsInATextFile() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("bob", 1));
        book.pin(peer("carol", 2));
        book.block(peer("carol", 2));
        book.changed(new PeerName("bob"), id(3));
        assertEquals(book.all(), ContactBook.open(directory).all());
        assertEquals(id(3), ContactBook.open(directory).all().getFirst().found());
        assertTrue(Files.readString(directory.resolve("contacts.json")).lines().count() > 10);
    }

    @Test
    void bindsANameAndAKeyOnce() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("bob", 1));
        book.pin(peer("bob", 2));
        book.pin(peer("robert", 1));
        assertEquals(List.of(id(1)), book.all().stream().map(Contact::id).toList());
    }

    @Test
    void theFirstOtherKeyIsTheOneThatTheUserDecidesOn() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("bob", 1));
        book.changed(new PeerName("bob"), id(2));
        book.changed(new PeerName("bob"), id(3));
        assertEquals(id(2), book.trust("bob").id());
    }

    @Test
    void blockingWhoClaimsAContactsNameLeavesTheContactAndLastsOverARestart() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("alice", 1));
        Contact blocked = book.block(peer("alice", 2));
        assertEquals(id(2).text().substring(0, 16), blocked.name().text());
        ContactBook later = ContactBook.open(directory);
        assertEquals(Trust.UNVERIFIED, later.byId(id(1)).trust());
        assertEquals(Trust.BLOCKED, later.byId(id(2)).trust());
        assertEquals(id(1), later.unblock("alice").id());
        assertEquals(Trust.BLOCKED, later.byId(id(2)).trust());
        assertEquals(blocked.name(), later.unblock(id(2).text()).name());
        assertEquals(id(1), later.byName(new PeerName("alice")).id());
    }

    @Test
    void blockingTheKeyThatADirectoryGaveSettlesTheDoubt() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("alice", 1));
        book.changed(new PeerName("alice"), id(2));
        assertThrows(UntrustedPeerException.class, () -> book.requireTrusted(peer("alice", 1)));
        assertThrows(PeerUnavailableException.class, () -> book.forget(id(2).text()));
        book.block(peer("alice", 2));
        book.changed(new PeerName("alice"), id(2));
        book.requireTrusted(peer("alice", 1));
        assertEquals(id(1), book.trust("alice").id());
        assertEquals(Trust.BLOCKED, book.byId(id(2)).trust());
    }

    @Test
    void aBlockedKeyStaysBlockedWhenAnotherTakesItsName() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.block(peer("mallory", 1));
        book.adopt(peer("mallory", 2));
        assertEquals(id(2), book.byName(new PeerName("mallory")).id());
        assertEquals(Trust.BLOCKED, ContactBook.open(directory).byId(id(1)).trust());
    }

    @Test
    void aNameMadeFromAnIdIsNobodyElses() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("alice", 1));
        String standIn = id(2).text().substring(0, 16);
        book.pin(peer(standIn, 3));
        assertEquals(standIn + "-2", book.nameOf(id(2), new PeerName("alice")).text());
        assertEquals(standIn + "-2", book.block(peer("alice", 2)).name().text());
        assertEquals(id(3), book.byName(new PeerName(standIn)).id());
    }

    @Test
    void anInviteNeitherTakesANameNorChangesOne() throws Exception {
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("alice", 1));
        book.pin(peer("bob", 2));
        List<Contact> before = book.all();
        for (int key : List.of(2, 3)) {
            assertThrows(UntrustedPeerException.class, () -> book.verified(peer("alice", key)));
        }
        assertEquals(before, book.all());
        Contact bob = book.verified(peer("robert", 2));
        assertEquals(new PeerName("bob"), bob.name());
        assertEquals(Trust.VERIFIED, bob.trust());
        assertEquals(2, book.all().size());
        book.block(peer("bob", 2));
        assertThrows(UntrustedPeerException.class, () -> book.verified(peer("robert", 2)));
    }

    @Test
    void strangersDisplaceTheOldestStrangerAndNobodyElse() throws Exception {
        List<Contact> contacts = new ArrayList<>();
        Set<PeerId> strangers = new LinkedHashSet<>();
        for (int i = 0; i < ContactList.MAX_STRANGERS; i++) {
            Peer stranger = peer("stranger" + i, i);
            contacts.add(
                    new Contact(stranger.name(), stranger.id(), Trust.UNVERIFIED, List.of(), null));
            strangers.add(stranger.id());
        }
        new ContactFile(directory).update(_ -> ContactList.of(contacts, strangers));
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("stranger0", 0));
        book.trust("stranger1");
        book.block(peer("stranger2", 2));
        book.reached(id(3), List.of(Address.parse("tls://127.0.0.1:7")));
        book.changed(new PeerName("stranger4"), id(9999));
        for (int i = 2000; i < 2006; i++) {
            book.pinStranger(peer("stranger" + i, i));
        }
        ContactBook later = ContactBook.open(directory);
        assertEquals(ContactList.MAX_STRANGERS + 4, later.all().size());
        for (int kept : List.of(0, 1, 2, 3, 6, 2000, 2005)) {
            assertNotNull(later.byId(id(kept)), "stranger" + kept);
        }
        // one that is no contact of the user's stays a stranger, whatever a directory says of it
        assertNull(later.byId(id(4)));
        assertNull(later.byId(id(5)));
    }

    @Test
    @Timeout(5)
    void aLongListIsReadInOnePass() throws Exception {
        List<Contact> contacts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            contacts.add(
                    new Contact(
                            new PeerName("peer" + i), id(i), Trust.UNVERIFIED, List.of(), null));
        }
        new ContactFile(directory).update(_ -> ContactList.of(contacts, Set.of()));
        ContactBook book = ContactBook.open(directory);
        book.pin(peer("another", 20_000));
        assertEquals(20_001, ContactBook.open(directory).all().size());
    }

    @Test
    void remembersTheLatestClaimsAlone() throws Exception {
        ContactBook book = ContactBook.open(directory);
        PeerName bob = new PeerName("bob");
        book.pin(peer("bob", 0));
        assertNotNull(book.claim(bob, id(1)));
        assertNull(book.claim(bob, id(1)));
        for (int key = 2; key < 2 + RecentClaims.CAPACITY; key++) {
            assertNotNull(book.claim(bob, id(key)));
        }
        assertNull(book.claim(bob, id(RecentClaims.CAPACITY)));
        assertNotNull(book.claim(bob, id(1)));
    }

    @Test
    void severalWritersLoseNothingOfEachOther() throws Exception {
        List<Thread> writers = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * 10;
            ContactBook book = ContactBook.open(directory);
            writers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            for (int i = first; i < first + 10; i++) {
                                                book.pin(peer("peer" + i, i));
                                            }
                                        } catch (IOException e) {
                                            failures.add(e);
                                        }
                                    }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(40, ContactBook.open(directory).all().size());
    }

    @Test
    void ignoresFieldsOfLaterVersions() throws Exception {
        write(
                """
                {"version": 1, "later": [1], "contacts": [{"name": "bob", "id": "%s",
                  "trust": "verified", "addresses": ["tls://127.0.0.1:1"], "birthday": {}}]}
                """
                        .formatted(id(1)));
        assertEquals(
                List.of(
                        new Contact(
                                new PeerName("bob"),
                                id(1),
                                Trust.VERIFIED,
                                List.of(Address.parse("tls://127.0.0.1:1")),
                                null)),
                ContactBook.open(directory).all());
    }

    @Test
    void aDamagedFileIsAnErrorThatNamesItAndLosesNothing() throws Exception {
        assertDamaged("", "damaged contacts file");
        assertDamaged("{\"version\": 1, \"contacts\": [", "not JSON at line 1");
        assertDamaged("[]", "no version");
        assertDamaged("{\"version\": 1, \"contacts\": [{\"name\": \"b\"}]}", "contact 1: not a");
        String bob = "{\"name\": \"bob\", \"id\": \"%s\", \"trust\": \"blocked\"}".formatted(id(1));
        assertDamaged(
                "{\"version\": 1, \"contacts\": [%s, %s]}".formatted(bob, bob),
                "contact 2 has the name");
        assertDamaged("{\"version\": 2, \"contacts\": []}", "newer PeerLink");
    }

    private void assertDamaged(String content, String message) throws IOException {
        write(content);
        byte[] before = Files.readAllBytes(directory.resolve("contacts.json"));
        IOException e = assertThrows(IOException.class, () -> ContactBook.open(directory));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("contacts.json"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(directory.resolve("contacts.json")));
    }

    private void write(String content) throws IOException {
        PrivateFiles.write(
                directory.resolve("contacts.json"), content.getBytes(StandardCharsets.UTF_8));
    }

    private static Peer peer(String name, int key) {
        return new Peer(id(key), new PeerName(name), List.of(Address.parse("tls://127.0.0.1:7")));
    }

    private static PeerId id(int key) {
        return PeerId.ofKey(ByteBuffer.allocate(4).putInt(key).array());
    }
}
