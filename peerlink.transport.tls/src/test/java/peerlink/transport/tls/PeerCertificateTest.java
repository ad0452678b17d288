package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.junit.jupiter.api.Test;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.testkit.contract.TestIdentities;

final class PeerCertificateTest {
    private static final MixedCrypto CRYPTO = new MixedCrypto();

    private static byte[] der(Identity identity) throws GeneralSecurityException {
        return identity.certificate().getEncoded();
    }

    private static PeerId present(byte[]... certificates) throws IOException {
        CertificateEntry[] entries = new CertificateEntry[certificates.length];
        for (int i = 0; i < certificates.length; i++) {
            entries[i] = new CertificateEntry(CRYPTO.createCertificate(certificates[i]), null);
        }
        return PeerCertificate.requireValid(new Certificate(new byte[0], entries)).id();
    }

    @Test
    void bothKindsOfKeysGiveTheIdThatTheirHolderKnows() throws Exception {
        Identity edwards = TestIdentities.ed25519("one");
        Identity nist = TestIdentities.p256("two");
        assertEquals(edwards.id(), present(der(edwards)));
        assertEquals(nist.id(), present(der(nist)));
        assertTrue(PeerCertificate.parse(der(edwards)).isEd25519());
        assertFalse(PeerCertificate.parse(der(nist)).isEd25519());
    }

    @Test
    void anExpiredCertificateStillShowsTheKey() throws Exception {
        Identity expired = TestIdentities.expired("late");
        assertEquals(expired.id(), present(der(expired)));
    }

    @Test
    void noneAndTwoAreRefused() throws Exception {
        byte[] one = der(TestIdentities.ed25519("one"));
        assertRefused("certificate_required");
        assertRefused("bad_certificate", one, one);
    }

    @Test
    void otherKeysAreRefused() throws Exception {
        assertRefused("bad_certificate", der(TestIdentities.rsa("rsa")));
        assertRefused("bad_certificate", der(TestIdentities.p384("p384")));
    }

    @Test
    void aFlippedBitOfTheKeyNeverShowsTheSameKey() throws Exception {
        Identity identity = TestIdentities.ed25519("one");
        byte[] good = der(identity);
        byte[] key = identity.certificate().getPublicKey().getEncoded();
        int keyAt = HexFormat.of().formatHex(good).indexOf(HexFormat.of().formatHex(key)) / 2;
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            boolean isOfKey = bit / 8 >= keyAt && bit / 8 < keyAt + key.length;
            try {
                assertEquals(!isOfKey, identity.id().equals(PeerCertificate.parse(bad).id()));
            } catch (IOException | RuntimeException _) {
                // refused, as are the bytes that are no certificate any more
            }
        }
    }

    /**
     * The holder of the key signs the certificate as it is sent, with the handshake: a second proof
     * would prove nothing more.
     */
    @Test
    void theSignatureInTheEnvelopeIsNotLookedAt() throws Exception {
        Identity identity = TestIdentities.ed25519("one");
        byte[] unsigned = der(identity);
        unsigned[unsigned.length - 1] ^= 1;
        assertEquals(identity.id(), present(unsigned));
    }

    @Test
    void trailingBytesAndHalvesAreRefused() throws Exception {
        byte[] good = der(TestIdentities.ed25519("one"));
        for (int length : new int[] {0, 1, good.length / 2, good.length - 1, good.length + 1}) {
            assertThrows(Exception.class, () -> PeerCertificate.parse(Arrays.copyOf(good, length)));
        }
    }

    @Test
    void anIdentityThatNobodyWouldAcceptIsItsHoldersMistake() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Credentials(CRYPTO, TestIdentities.rsa("rsa")));
    }

    private static void assertRefused(String alert, byte[]... certificates) {
        IOException refusal = assertThrows(IOException.class, () -> present(certificates));
        assertTrue(refusal.getMessage().startsWith(alert), refusal::toString);
    }
}
