package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.api.cbor.CborForm;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.core.contact.ContactFile;
import peerlink.core.contact.ContactSet;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.Answers;
import peerlink.core.link.FrameCbor;
import peerlink.core.link.HelloFuzz;
import peerlink.core.model.Contact;
import peerlink.core.model.Invite;
import peerlink.core.model.KeyChange;
import peerlink.core.model.Trust;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test.
 */
class DecodersTest {
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
        Files.deleteIfExists(folder.resolve(IdentityStore.FILE_NAME));
        Files.deleteIfExists(folder.resolve("contacts.lock"));
        Files.deleteIfExists(folder.resolve("identity.lock"));
        Files.delete(folder);
    }

    @Property(tries = 4_000)
    void anyHelloIsTakenOrRefused(@ForAll("hellos") byte[] frame) {
        HelloFuzz.fuzzerTestOneInput(frame);
    }

    @Provide
    Arbitrary<byte[]> hellos() {
        return HostileInput.bytes(HelloFuzz.seeds());
    }

    @Property(tries = 4_000)
    void anyChatFrameIsTakenOrRefused(@ForAll("chatFrames") byte[] frame) {
        try {
            if (ChatFrame.decode(Bytes.copyOf(frame), ALICE, BOB)
                    instanceof ChatFrame.Carrier(long seq, Message message)) {
                assertEquals(
                        new ChatFrame.Carrier(seq, message),
                        ChatFrame.decode(new ChatFrame.Carrier(seq, message).encode(), ALICE, BOB));
            }
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> chatFrames() {
        Message message =
                new Message("m-1", ALICE, BOB, Message.TEXT, Bytes.utf8("hello"), Instant.EPOCH);
        return HostileInput.bytes(
                List.of(
                        new ChatFrame.Carrier(7, message).encode().toByteArray(),
                        new ChatFrame.Ack(7).encode().toByteArray()));
    }

    /**
     * The form is checked before the library reads. The library must not know better, nor stumble
     * over fields that are not asked for.
     */
    @Property(tries = 4_000)
    void anyInputInTheFormOfAFrameIsRead(@ForAll("chatFrames") byte[] frame) throws Exception {
        try {
            CborForm.require(Bytes.copyOf(frame));
        } catch (ProtocolViolationException e) {
            return;
        }
        List<String> names = new ArrayList<>();
        FrameCbor.read(Bytes.copyOf(frame), (name, _) -> names.add(name));
        assertEquals(names.size(), Set.copyOf(names).size());
    }

    @Property(tries = 4_000)
    void anyInviteIsTakenOrRefused(@ForAll("invites") String text) {
        try {
            Invite invite = Invite.parse(text);
            assertEquals(invite, Invite.parse(invite.toString()));
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<String> invites() {
        return HostileInput.texts(
                "peerlink://bob@192.0.2.1:7001,[2001:db8::1]:7002/" + BOB,
                "peerlink://a.b_c-d@example.org:1/" + ALICE);
    }

    /**
     * The property below found this: Bouncy Castle takes the certificate, and fails when it is
     * asked for its key.
     */
    @Example
    void aCertificateWhoseKeyIsNoWholeNumberOfBytesIsRefused() throws IOException {
        IdentityStore.loadOrCreate(folder);
        String[] pem =
                Files.readString(folder.resolve(IdentityStore.FILE_NAME))
                        .split("(?<=-----BEGIN CERTIFICATE-----)|(?=-----END CERTIFICATE-----)");
        HexFormat hex = HexFormat.of();
        String der = hex.formatHex(Base64.getMimeDecoder().decode(pem[1]));
        String damaged = der.replaceFirst("2b6570032100", "2b6570032104");
        String text =
                pem[0]
                        + "\n"
                        + Base64.getMimeEncoder().encodeToString(hex.parseHex(damaged))
                        + "\n"
                        + pem[2];
        PemIdentity identity = PemIdentityParser.parse(text);
        var refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> identity.open(Answers.of(), "the key"));
        Refusal.requireClean(refusal);
    }

    @Property(tries = 600)
    void anyPemIsTakenOrRefused(@ForAll("pems") String text) throws IOException {
        try {
            PemIdentity pem = PemIdentityParser.parse(text);
            if (!pem.isProtected()) {
                Identity identity = pem.open(Answers.of(), "the key");
                assertEquals(PeerId.of(identity.certificate().getPublicKey()), identity.id());
            }
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<String> pems() throws IOException {
        IdentityStore.loadOrCreate(folder);
        return HostileInput.texts(Files.readString(folder.resolve(IdentityStore.FILE_NAME)));
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
