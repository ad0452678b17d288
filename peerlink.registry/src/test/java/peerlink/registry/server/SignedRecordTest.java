package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.api.Visibility;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.client.RecordSigner;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.testkit.contract.TestIdentities;

final class SignedRecordTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");

    private static SignedRecord present(Identity identity) {
        return new RecordSigner(identity).present(Nodes.announcement("alice"), 7, 1_000);
    }

    private static SignedRecord flip(SignedRecord record, boolean inSignature, int bit) {
        byte[] bytes = (inSignature ? record.signature() : record.record()).toByteArray();
        bytes[bit / 8 % bytes.length] ^= (byte) (1 << bit % 8);
        return inSignature
                ? new SignedRecord(record.record(), Bytes.wrap(bytes))
                : new SignedRecord(Bytes.wrap(bytes), record.signature());
    }

    @Example
    void recordsOfBothKindsOfKeyAreVerified() throws Exception {
        for (Identity identity : List.of(ALICE, BOB)) {
            Statement.Present content = Statement.verify(present(identity)).content();
            assertEquals(identity.id(), content.id());
            assertEquals(7, content.sequence());
            assertEquals(1_000, content.issuedAt());
            assertEquals("alice", content.name().text());
            assertEquals(Nodes.announcement("alice").addresses(), content.addresses());
        }
    }

    @Property(tries = 200)
    void recordWithAnyBitFlippedIsNotVerified(
            @ForAll boolean isP256,
            @ForAll boolean inSignature,
            @ForAll @IntRange(max = 4_000) int bit) {
        SignedRecord forged = flip(present(isP256 ? BOB : ALICE), inSignature, bit);

        assertThrows(ProtocolViolationException.class, () -> Statement.verify(forged));
    }

    @Example
    void signatureOfAnotherKeyIsNotVerified() {
        SignedRecord mixed =
                new SignedRecord(
                        present(ALICE).record(),
                        present(TestIdentities.ed25519("mallory")).signature());

        assertThrows(ProtocolViolationException.class, () -> Statement.verify(mixed));
    }

    @Example
    void tombstoneIsNoRegistration() {
        SignedRecord tombstone = new RecordSigner(ALICE).gone(8, 1_000);

        assertThrows(ProtocolViolationException.class, () -> Statement.verify(tombstone));
    }

    /** The bytes are the very same: the domain alone makes them a registration or a tombstone. */
    @Example
    void signatureForOneKindOfStatementIsNoneForTheOther() throws Exception {
        byte[] record = present(ALICE).record().toByteArray();
        SignedRecord registration = Nodes.sign(ALICE, Statement.Present.DOMAIN, record);
        SignedRecord tombstone = Nodes.sign(ALICE, Statement.Gone.DOMAIN, record);
        SignedRecord bare = Nodes.sign(ALICE, new byte[0], record);

        Statement.Present content = Statement.verify(registration).content();
        assertThrows(ProtocolViolationException.class, () -> Statement.verify(tombstone));
        assertThrows(ProtocolViolationException.class, () -> Statement.verify(bare));
        StatementCheck.requireSignature(tombstone, content, Statement.Gone.DOMAIN);
        for (SignedRecord other : List.of(registration, bare)) {
            assertThrows(
                    RequestRefusedException.class,
                    () -> StatementCheck.requireSignature(other, content, Statement.Gone.DOMAIN));
        }
    }

    /** All of them are signed well: the fault is the form, on which two readers could disagree. */
    @Example
    void recordThatCouldBeReadInTwoWaysIsDeclined() {
        byte[] good = present(ALICE).record().toByteArray();
        byte[] bobs = BOB.certificate().getPublicKey().getEncoded();
        HexFormat hex = HexFormat.of();
        String body = hex.formatHex(good, 1, good.length);
        String bobsKey =
                "636b6579" + "58" + hex.toHexDigits((byte) bobs.length) + hex.formatHex(bobs);
        for (String record :
                List.of(
                        // a second key, behind the first or before it; a second name
                        "a6" + body + bobsKey,
                        "a6" + bobsKey + body,
                        "a6" + body + "646e616d65" + "63626f62",
                        // the key as a byte string in the place of text, once more
                        "a6" + body + "436b6579" + bobsKey.substring(8),
                        // another entry before the key
                        "a6" + "6178" + "00" + body,
                        // something behind the map: a number, another map, a lonely break, the
                        // beginning of text
                        "a5" + body + "00",
                        "a5" + body + "a0",
                        "a5" + body + "ff",
                        "a5" + body + "6a",
                        // a tag of nothing
                        "a5" + body + "c6",
                        // fewer entries than the map says, and more
                        "a6" + body,
                        "a4" + body)) {
            SignedRecord signed = Nodes.sign(ALICE, Statement.Present.DOMAIN, hex.parseHex(record));
            assertThrows(ProtocolViolationException.class, () -> Statement.verify(signed), record);
            assertEquals(
                    ErrorCode.MALFORMED,
                    assertThrows(
                                    RequestRefusedException.class,
                                    () -> StatementCheck.present(signed, ALICE.id()),
                                    record)
                            .code());
        }
    }

    @Property(tries = 500)
    void bytesBehindTheMapAreDeclined(@ForAll @Size(min = 1, max = 8) byte[] more) {
        byte[] good = present(ALICE).record().toByteArray();
        byte[] longer = Arrays.copyOf(good, good.length + more.length);
        System.arraycopy(more, 0, longer, good.length, more.length);

        assertThrows(
                ProtocolViolationException.class,
                () -> Statement.verify(Nodes.sign(ALICE, Statement.Present.DOMAIN, longer)));
    }

    /**
     * Nobody depends on the deterministic encoding: it is the bytes that are signed and passed on.
     */
    @Example
    void recordInAnotherEncodingKeepsItsBytes() throws Exception {
        byte[] good = present(ALICE).record().toByteArray();
        byte[] endless = Arrays.copyOf(good, good.length + 1);
        endless[0] = (byte) 0xbf;
        endless[good.length] = (byte) 0xff;
        Statement.Verified verified =
                Statement.verify(Nodes.sign(ALICE, Statement.Present.DOMAIN, endless));

        assertEquals(Statement.verify(present(ALICE)).content(), verified.content());
        assertEquals(Bytes.copyOf(endless), verified.signed().record());
    }

    @Example
    void deepAndRepeatingAndEndlessMapsAreDeclined() {
        var deep = new StringBuilder("a1" + "6161");
        deep.append("81".repeat(2_000)).append("00");
        for (String hex :
                List.of(
                        deep.toString(),
                        // the same field twice
                        "a2" + "626964" + "01" + "626964" + "02",
                        // a byte string that claims 4 GiB, and one that claims 2^63
                        "a1" + "6161" + "5affffffff",
                        "a1" + "6161" + "5b7fffffffffffffff",
                        // bytes after the map
                        "a0" + "00",
                        // not a map; nothing at all
                        "80",
                        "")) {
            Bytes bytes = Bytes.wrap(HexFormat.of().parseHex(hex));
            assertThrows(
                    ProtocolViolationException.class,
                    () -> CborMaps.map(bytes, ProtocolLimits.MAX_REQUEST),
                    hex);
        }
    }

    /**
     * The form of a record is checked before its first entry, which a record of another form does
     * not have.
     */
    @Example
    void theReasonForAMalformedRecordIsTheRuleThatItBreaks() {
        Map<String, String> reasons =
                Map.of(
                        "a1" + "6161" + "81".repeat(8) + "00",
                        "record: nested more than 8 levels deep",
                        "a1" + "6161" + "61ff",
                        "record: a text is not UTF-8",
                        "a1" + "01" + "01",
                        "record: a key of a map is not text",
                        "80",
                        "record: not a CBOR map",
                        "a1" + "637365" + "71" + "07",
                        "record: the first entry is not 'key' of at most 128 bytes",
                        "a1" + "636b6579" + "4100",
                        "record: field 'addresses': must be an array, is missing");
        reasons.forEach(
                (hex, reason) -> {
                    var signed =
                            new SignedRecord(
                                    Bytes.wrap(HexFormat.of().parseHex(hex)),
                                    present(ALICE).signature());
                    assertEquals(
                            reason,
                            assertThrows(
                                            RequestRefusedException.class,
                                            () -> StatementCheck.present(signed, ALICE.id()))
                                    .getMessage());
                });
    }

    @Example
    void visibilityIsSignedAndAnUnknownOneIsDeclined() throws Exception {
        for (Visibility visibility : Visibility.values()) {
            var announcement = new Announcement(new PeerName("alice"), List.of(), visibility);
            SignedRecord record = new RecordSigner(ALICE).present(announcement, 7, 1_000);
            assertEquals(visibility, Statement.verify(record).content().visibility());
        }
        String hex = HexFormat.of().formatHex(present(ALICE).record().toByteArray());
        for (String word : List.of("6568656c6c6f", "60", "01", "6948494444454e2020")) {
            String body = "a6" + hex.substring(2) + "6a7669736962696c697479" + word;
            SignedRecord signed =
                    Nodes.sign(ALICE, Statement.Present.DOMAIN, HexFormat.of().parseHex(body));
            assertThrows(ProtocolViolationException.class, () -> Statement.verify(signed), word);
        }
    }

    @Example
    void aKeyThatIsUndefinedIsNoKey() {
        Bytes record = Bytes.wrap(HexFormat.of().parseHex("a1" + "636b6579" + "f7"));
        assertThrows(ProtocolViolationException.class, () -> Statement.Gone.decode(record));
    }

    @Example
    void theVectorInTheDocumentHolds() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "registry-protocol.md"));
        SignedRecord signed =
                new SignedRecord(vector(document, "record"), vector(document, "signature"));

        Statement.Present content = Statement.verify(signed).content();
        assertEquals(new PeerId(word(document, "peer id")), content.id());
        assertEquals("alice", content.name().text());
        assertEquals(1_767_225_600_000L, content.sequence());
        assertEquals(1_767_225_600_000L, content.issuedAt());
        assertEquals(2, content.addresses().size());
        assertEquals(signed.record(), content.encode());
        SignedRecord unlisted =
                new SignedRecord(
                        vector(document, "unlisted record"),
                        vector(document, "unlisted signature"));
        assertEquals(Visibility.LOOKUP_ONLY, Statement.verify(unlisted).content().visibility());
        assertEquals(unlisted.record(), Statement.verify(unlisted).content().encode());
        SignedRecord tombstone =
                new SignedRecord(vector(document, "tombstone"), vector(document, "its signature"));
        Statement.Gone gone = Statement.Gone.decode(tombstone.record());
        assertTrue(Statement.isSigned(tombstone, gone.key(), Statement.Gone.DOMAIN));
        assertFalse(Statement.isSigned(tombstone, gone.key(), Statement.Present.DOMAIN));
        assertEquals(
                vector(document, "proof"),
                new EnrolmentToken(word(document, "token"))
                        .proof(
                                new PeerId(word(document, "registry")),
                                new PeerId(word(document, "peer"))));
    }

    private static Bytes vector(String document, String name) {
        return Bytes.wrap(HexFormat.of().parseHex(word(document, name)));
    }

    private static String word(String document, String name) {
        Matcher line =
                Pattern.compile("(?m)^" + name + ": +([0-9a-z\\s]+?)$(?=\\n[a-z ]+:|\\n```)")
                        .matcher(document);
        assertTrue(line.find(), name);
        return line.group(1).replaceAll("\\s", "");
    }
}
