package peerlink.core.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.core.model.Contact;
import peerlink.core.model.KeyChange;
import peerlink.core.model.Trust;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test.
 */
class ContactFileDecoderTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("decoders");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve(ContactFile.FILE_NAME));
        Files.deleteIfExists(folder.resolve("contacts.lock"));
        Files.delete(folder);
    }

    @Property(tries = 400)
    void anyContactsFileIsReadOrRefused(@ForAll("contactFiles") byte[] content) throws IOException {
        Path file = folder.resolve(ContactFile.FILE_NAME);
        Files.write(file, content);
        try {
            ContactSet contacts = new ContactFile(folder).read();
            List<Contact> all = contacts.strangersLast();
            for (Contact contact : all) {
                assertEquals(contact, contacts.byId(contact.id()));
            }
        } catch (IOException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> contactFiles() throws IOException {
        ContactFile file = new ContactFile(folder);
        Files.deleteIfExists(folder.resolve(ContactFile.FILE_NAME));
        Contact bob =
                new Contact(
                        new PeerName("bob"),
                        BOB,
                        Trust.CHANGED,
                        List.of(Address.parse("tls://192.0.2.1:7001")),
                        new KeyChange(ALICE, Trust.VERIFIED),
                        null);
        Contact alice =
                new Contact(
                        new PeerName("al"),
                        ALICE,
                        Trust.UNVERIFIED,
                        List.of(),
                        null,
                        new PeerName("alice"));
        file.update(now -> ContactSet.of(List.of(bob, alice), Set.of(ALICE)));
        byte[] valid = Files.readAllBytes(folder.resolve(ContactFile.FILE_NAME));
        byte[] least = "{\"version\":1,\"contacts\":[]}".getBytes(StandardCharsets.US_ASCII);
        return HostileInput.bytes(List.of(valid, least));
    }
}
