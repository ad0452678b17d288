package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

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
        return PeerId.ofKey(new byte[] {(byte) key});
    }
}
