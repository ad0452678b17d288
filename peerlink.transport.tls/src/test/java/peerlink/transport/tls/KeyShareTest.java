package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peerlink.api.Identity;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * A peer learns that its key share is a mistake, if nothing can be computed with it: RFC 8446,
 * sections 4.2.8 and 7.4.2.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KeyShareTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");

    /** Changes the two parts of a share. */
    private enum Flaw {
        ZERO_X25519(share -> new byte[share.length], share -> share),
        SHORT_X25519(share -> Arrays.copyOf(share, share.length - 1), share -> share),
        LONG_X25519(share -> Arrays.copyOf(share, share.length + 1), share -> share),
        NO_X25519(share -> new byte[0], share -> share),
        SHORT_ML_KEM(share -> share, share -> Arrays.copyOf(share, share.length - 1)),
        LONG_ML_KEM(share -> share, share -> Arrays.copyOf(share, share.length + 1)),
        /**
         * Coefficients of 4095, beyond the modulus: FIPS 203, section 7.2. A ciphertext has none.
         */
        UNREDUCED_ML_KEM(share -> share, KeyShareTest::ones),
        NOTHING(share -> new byte[1], share -> new byte[0]);

        private final UnaryOperator<byte[]> x25519;
        private final UnaryOperator<byte[]> mlKem;

        Flaw(UnaryOperator<byte[]> x25519, UnaryOperator<byte[]> mlKem) {
            this.x25519 = x25519;
            this.mlKem = mlKem;
        }
    }

    private static byte[] ones(byte[] share) {
        byte[] ones = share.clone();
        Arrays.fill(ones, (byte) 0xff);
        return ones;
    }

    @ParameterizedTest
    @EnumSource
    void aClientsIsAnsweredWithIllegalParameter(Flaw flaw) throws Exception {
        assertToldIllegal(flaw, false);
    }

    @ParameterizedTest
    @EnumSource(names = "UNREDUCED_ML_KEM", mode = EnumSource.Mode.EXCLUDE)
    void aServersIsAnsweredWithIllegalParameter(Flaw flaw) throws Exception {
        assertToldIllegal(flaw, true);
    }

    private static void assertToldIllegal(Flaw flaw, boolean malloryServes) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Handshake alice = handshake(new MixedCrypto(), ALICE);
            Handshake mallory = handshake(new FlawedCrypto(flaw), MALLORY);
            FutureTask<IOException> served =
                    new FutureTask<>(
                            () -> {
                                SocketWire wire = new SocketWire(server.accept(), () -> {});
                                return assertThrows(
                                        IOException.class,
                                        () ->
                                                (malloryServes ? mallory : alice)
                                                        .asServer(
                                                                wire,
                                                                TlsLimits.DEFAULT.handshake(),
                                                                null));
                            });
            Thread.ofVirtual().start(served);
            SocketWire wire =
                    new SocketWire(
                            new Socket(server.getInetAddress(), server.getLocalPort()), () -> {});
            IOException dialled =
                    assertThrows(
                            IOException.class,
                            () ->
                                    (malloryServes ? alice : mallory)
                                            .asClient(wire, TlsLimits.DEFAULT.handshake(), null));
            IOException toldMallory = malloryServes ? served.get() : dialled;
            IOException toldAlice = malloryServes ? dialled : served.get();
            assertEquals("refused by the other side (illegal parameter)", why(toldMallory));
            assertEquals(
                    "the other side broke the rules of TLS (illegal parameter)", why(toldAlice));
        }
    }

    private static Handshake handshake(MixedCrypto crypto, Identity identity) {
        return new Handshake(
                new Credentials(crypto, identity),
                PostQuantum.REQUIRED,
                TlsLimits.DEFAULT,
                InstantSource.system());
    }

    /** Returns a message without the address. */
    private static String why(IOException e) {
        return e.getMessage().replaceFirst("no secure link with [0-9.:]+: ", "");
    }

    private static final class FlawedCrypto extends MixedCrypto {
        private final Flaw flaw;

        FlawedCrypto(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        public TlsECDomain createECDomain(TlsECConfig config) {
            TlsECDomain domain = super.createECDomain(config);
            return () -> new FlawedAgreement(domain.createECDH(), flaw.x25519);
        }

        @Override
        public TlsKemDomain createKemDomain(TlsKemConfig config) {
            TlsKemDomain domain = super.createKemDomain(config);
            return () -> new FlawedAgreement(domain.createKem(), flaw.mlKem);
        }
    }

    private record FlawedAgreement(TlsAgreement agreement, UnaryOperator<byte[]> flaw)
            implements TlsAgreement {
        @Override
        public byte[] generateEphemeral() throws IOException {
            return flaw.apply(agreement.generateEphemeral());
        }

        @Override
        public void receivePeerValue(byte[] peerValue) throws IOException {
            agreement.receivePeerValue(peerValue);
        }

        @Override
        public TlsSecret calculateSecret() throws IOException {
            return agreement.calculateSecret();
        }
    }
}
