package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PeerIdTest {
    // RFC 8410, section 10.1: an Ed25519 public key as SubjectPublicKeyInfo; the id was computed
    // with sha256sum and base32
    private static final byte[] RFC_8410_KEY =
            HexFormat.of()
                    .parseHex(
                            "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    private static final String RFC_8410_ID =
            "uhurkycu4bh2zcm25hzhkezm3qd2lw6e5iwcvu5b77dobustnapq";

    @Test
    void idIsBase32OfTheKeysDigest() {
        assertEquals(RFC_8410_ID, PeerId.ofKey(RFC_8410_KEY).text());
    }

    @Test
    void shortFormIsFourGroupsOfFour() {
        assertEquals(
                RFC_8410_ID.substring(0, 16), new PeerId(RFC_8410_ID).shortForm().replace(" ", ""));
        assertEquals(3, new PeerId(RFC_8410_ID).shortForm().chars().filter(c -> c == ' ').count());
    }

    @Property
    void everyDigestGivesAValidId(@ForAll byte[] key) {
        PeerId id = PeerId.ofKey(key);
        assertEquals(id, new PeerId(id.text()));
        assertFalse(PeerName.isPeerName(id.text()));
    }

    @Test
    void onlyOneTextStandsForAnId() {
        // the last character has one significant bit: 'a' or 'q'
        String head = RFC_8410_ID.substring(0, 51);
        assertTrue(PeerId.isPeerId(head + "a"));
        assertTrue(PeerId.isPeerId(head + "q"));
        assertFalse(PeerId.isPeerId(head + "b"));
        assertFalse(PeerId.isPeerId((head + "a").toUpperCase(java.util.Locale.ROOT)));
    }

    @Property
    void otherTextIsRefusedWithItsValueMadePrintable(@ForAll String text) {
        if (!PeerId.isPeerId(text)) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> new PeerId(text))
                            .getMessage();
            assertEquals(Printable.line(message), message);
        }
    }
}
