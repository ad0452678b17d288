package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PassphraseTest {
    @Test
    void isOverwrittenWhenItIsClosedAndUsedNoMore() {
        char[] characters = "secret".toCharArray();
        Passphrase passphrase = new Passphrase(characters);
        passphrase.close();
        assertArrayEquals(new char[6], characters);
        assertThrows(IllegalStateException.class, passphrase::copy);
    }

    @Test
    void tellsNobodyWhatItIs() {
        assertEquals("Passphrase[…]", new Passphrase("secret".toCharArray()).toString());
    }

    @Test
    void isNeitherEmptyNorEndless() {
        assertThrows(IllegalArgumentException.class, () -> new Passphrase(new char[0]));
        char[] tooLong = "x".repeat(Passphrase.MAX_LENGTH + 1).toCharArray();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new Passphrase(tooLong));
        assertEquals("the passphrase is longer than 1024 characters", e.getMessage());
        assertEquals(0, tooLong[0]);
        assertTrue(
                new Passphrase("same".toCharArray()).matches(new Passphrase("same".toCharArray())));
    }
}
