package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No key seals two records with one nonce, for any caller. */
final class AesGcmTest {
    private static final int TAG = 16;

    private AesGcm sender;

    @BeforeEach
    void begin() throws GeneralSecurityException {
        sender = new AesGcm(true);
        sender.setKey(new byte[16], 0, 16);
    }

    /** Returns the nonce of a record: RFC 8446, section 5.3. */
    private static byte[] nonce(long number) {
        byte[] nonce = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, (byte) 0xff, (byte) 0xff};
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[nonce.length - 1 - i] ^= (byte) (number >>> (Byte.SIZE * i));
        }
        return nonce;
    }

    private byte[] seal(byte[] nonce) {
        sender.init(nonce, TAG);
        byte[] record = new byte[1 + TAG];
        assertEquals(record.length, sender.doFinal(new byte[5], record, 0, 1, record, 0));
        return record;
    }

    private void sealFirst(int records) {
        for (int i = 0; i < records; i++) {
            seal(nonce(i));
        }
    }

    @Test
    void itSealsRecordsInTheirOrder() {
        sealFirst(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0", // the last one's
        "300, 0", // an earlier one's, which the JDK would take
        "300, 298",
        "300, 301", // one is left out, and would be used later
        "300, -1",
    })
    void anotherNonceThanTheNextIsRefused(int sealed, long number) {
        sealFirst(sealed);
        assertThrows(IllegalStateException.class, () -> seal(nonce(number)));
    }

    @Test
    void oneThatDiffersElsewhereIsRefused() {
        sealFirst(1);
        byte[] other = nonce(1);
        other[0]++;
        assertThrows(IllegalStateException.class, () -> seal(other));
    }

    @Test
    void anotherKeyBeginsAnew() {
        sealFirst(3);
        sender.setKey(Arrays.copyOf(new byte[] {1}, 16), 0, 16);
        sealFirst(3);
    }
}
