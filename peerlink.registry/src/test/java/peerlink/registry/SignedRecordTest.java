package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.TestIdentities;

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
            Statement.Present content = present(identity).verify().content();
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

        assertThrows(ProtocolViolationException.class, forged::verify);
    }

    @Example
    void signatureOfAnotherKeyIsNotVerified() {
        SignedRecord mixed =
                new SignedRecord(
                        present(ALICE).record(),
                        present(TestIdentities.ed25519("mallory")).signature());

        assertThrows(ProtocolViolationException.class, mixed::verify);
    }

    @Example
    void tombstoneIsNoRegistration() {
        SignedRecord tombstone = new RecordSigner(ALICE).gone(8, 1_000);

        assertThrows(ProtocolViolationException.class, tombstone::verify);
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
                    () -> Cbor.map(bytes, Limits.MAX_REQUEST),
                    hex);
        }
    }

    @Example
    void aKeyThatIsUndefinedIsNoKey() {
        Bytes record = Bytes.wrap(HexFormat.of().parseHex("a1" + "636b6579" + "f7"));
        assertThrows(ProtocolViolationException.class, () -> Statement.Gone.decode(record));
    }

    @Example
    void aTextThatIsNotUtf8IsDeclined() throws Exception {
        // {"type": half of a surrogate pair}
        Bytes bytes = Bytes.wrap(HexFormat.of().parseHex("a1" + "6474797065" + "64f49fbfbf"));
        Fields fields = Cbor.map(bytes, Limits.MAX_REQUEST);
        assertThrows(ProtocolViolationException.class, () -> Request.decode(fields));
    }

    @Example
    void theVectorInTheDocumentHolds() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "registry-protocol.md"));
        SignedRecord signed =
                new SignedRecord(vector(document, "record"), vector(document, "signature"));

        Statement.Present content = signed.verify().content();
        assertEquals(new PeerId(word(document, "peer id")), content.id());
        assertEquals("alice", content.name().text());
        assertEquals(1_767_225_600_000L, content.sequence());
        assertEquals(1_767_225_600_000L, content.issuedAt());
        assertEquals(2, content.addresses().size());
        assertEquals(signed.record(), content.encode());
        SignedRecord tombstone =
                new SignedRecord(vector(document, "tombstone"), vector(document, "its signature"));
        Statement.Gone gone = Statement.Gone.decode(tombstone.record());
        assertTrue(tombstone.isSignedBy(gone.key(), Statement.Gone.DOMAIN));
        assertFalse(tombstone.isSignedBy(gone.key(), Statement.Present.DOMAIN));
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
