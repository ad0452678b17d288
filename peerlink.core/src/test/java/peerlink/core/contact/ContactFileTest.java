package peerlink.core.contact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.contact;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.PeerName;
import peerlink.core.model.Contact;
import peerlink.core.model.Trust;
import peerlink.core.profile.PrivateFiles;

class ContactFileTest {
    @TempDir private Path directory;
    private ContactBook book;
    private KeyPinning pinning;

    @BeforeEach
    void open() throws Exception {
        book = ContactBook.open(directory);
        pinning = new KeyPinning(book);
    }

    @Test
    void keepsContactsInATextFile() throws Exception {
        Contact bob = contact("bob", 1).withTrust(Trust.VERIFIED).changedTo(id(3));
        Contact carol = contact("carol", 2).withTrust(Trust.BLOCKED);
        Contact label = contact("robert", 4).withName(new PeerName("dad"));
        book.update(now -> now.with(bob).with(carol).with(label));
        assertEquals(List.of(bob, carol, label), ContactBook.open(directory).all());
        assertTrue(Files.readString(directory.resolve("contacts.json")).lines().count() > 10);
    }

    @Test
    @Timeout(20)
    void aLongListIsReadInOnePass() throws Exception {
        List<Contact> contacts = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            contacts.add(contact("peer" + i, i));
        }
        new ContactFile(directory).update(_ -> ContactSet.of(contacts, Set.of()));
        pinning.pin(peer("another", 40_000));
        assertEquals(40_001, ContactBook.open(directory).all().size());
    }

    @Test
    void severalWritersLoseNothingOfEachOther() throws Exception {
        List<Thread> writers = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * 10;
            writers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            for (int i = first; i < first + 10; i++) {
                                                pinning.pin(peer("peer" + i, i));
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
                                null,
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
        assertDamaged("{\"version\": 3, \"contacts\": []}", "newer PeerLink");
    }

    @Test
    void readsFilesOfVersionOneAndWritesTheNext() throws Exception {
        write(
                """
                {"version": 1, "contacts": [{"name": "bob", "id": "%s", "trust": "changed",
                  "addresses": [], "found": "%s"}]}
                """
                        .formatted(id(1), id(2)));
        Contact bob = contact("bob", 1).changedTo(id(2));
        assertEquals(List.of(bob), ContactBook.open(directory).all());
        new KeyPinning(ContactBook.open(directory)).pin(peer("carol", 3));
        assertTrue(Files.readString(directory.resolve("contacts.json")).contains("2"));
        assertEquals(bob, ContactBook.open(directory).all().getFirst());
    }

    @Test
    void aFileThatAnotherProcessHasWrittenIsReadAgain() throws Exception {
        pinning.pin(peer("bob", 1));
        assertTrue(book.refresh());
        assertFalse(book.refresh());
        ContactBook.open(directory).update(now -> TrustRules.block(now, peer("bob", 1)));
        assertEquals(Trust.UNVERIFIED, book.byId(id(1)).trust());
        assertTrue(book.refresh());
        assertEquals(Trust.BLOCKED, book.byId(id(1)).trust());
    }

    @Test
    void aFileThatTurnsBadIsToldOnceAndTheContactsStay() throws Exception {
        pinning.pin(peer("bob", 1));
        write("{");
        assertThrows(IOException.class, () -> book.refresh());
        assertFalse(book.refresh());
        assertEquals(1, book.all().size());
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

    @Test
    @Timeout(20)
    void aCallerWaitsWhileTheContactsAreReadAgain() throws Exception {
        ContactBook.open(directory).update(now -> now.with(contact("bob", 1)));
        AtomicBoolean seen = new AtomicBoolean();
        Thread first = new Thread(this::seesBob);
        Thread second = new Thread(() -> seen.set(seesBob()));
        PrivateFiles.locked(
                directory.resolve("contacts.lock"),
                () -> {
                    for (Thread thread : List.of(first, second)) {
                        thread.start();
                        while (!Set.of(
                                        Thread.State.WAITING,
                                        Thread.State.BLOCKED,
                                        Thread.State.TERMINATED)
                                .contains(thread.getState())) {
                            Thread.onSpinWait();
                        }
                    }
                    return book;
                });
        first.join();
        second.join();
        assertTrue(seen.get());
    }

    private boolean seesBob() {
        try {
            book.refresh();
            return book.byId(id(1)) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
