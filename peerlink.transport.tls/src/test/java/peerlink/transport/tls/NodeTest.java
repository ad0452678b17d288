package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/** A peer on OpenSSL 3.5, which has the hybrid group, gets links. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NodeTest {
    private static final Identity OWN = TestIdentities.ed25519("own");
    private static final int LINKS = 40;

    private static final String DEMANDS =
            "something that is required here: key exchange X25519MLKEM768 (pq = \"preferred\" takes"
                    + " others too), cipher AES-GCM, a key Ed25519 or P-256";

    @ParameterizedTest
    @CsvSource({"Ed25519", "ECDSA P-256"})
    void theTwoLinkOverTheHybridGroup(String kind) throws Exception {
        Identity other = identity(kind);
        try (NodeProcess node = NodeProcess.listening(other, 1, 1);
                Link link =
                        new TlsTransport()
                                .connect(node.address(), OWN, LinkPolicy.DEFAULT, other.id())) {
            assertEquals("X25519MLKEM768", link.info().keyExchange());
            assertEquals(kind, link.info().peerKey());
            assertEquals(Bytes.utf8("have"), link.receive());
        }
    }

    @Test
    void aPeerThatClosesWhileMessagesComeReadsTheEndInOrder() throws Exception {
        assertEquals(Closes.inOrder(LINKS), Closes.accepted(LINKS));
    }

    @Test
    void soDoesWhoWasDialled() throws Exception {
        assertEquals(Closes.inOrder(LINKS), Closes.dialled(LINKS));
    }

    /** Node.js sends one and the same alert for each of these. */
    @ParameterizedTest
    @CsvSource({
        "Ed25519, ecdhCurve, X25519",
        "Ed25519, ciphers, TLS_CHACHA20_POLY1305_SHA256",
        "RSA, ecdhCurve, X25519MLKEM768",
        "ECDSA P-384, ecdhCurve, X25519MLKEM768",
    })
    void theLackOfAServerIsNotGuessed(String kind, String option, String value) throws Exception {
        try (NodeProcess node = NodeProcess.listening(identity(kind), 1, 1, tls(option, value))) {
            Address address = node.address();
            assertEquals(
                    "no secure link with "
                            + address.hostAndPort()
                            + ": refused by the other side (handshake failure): probably it lacks "
                            + DEMANDS,
                    assertThrows(
                                    IOException.class,
                                    () ->
                                            new TlsTransport()
                                                    .connect(
                                                            address, OWN, LinkPolicy.DEFAULT, null))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Ed25519; ecdhCurve; X25519; the other side offers no post-quantum key exchange,"
                        + " which is required here (pq = \"preferred\" does without)",
                "Ed25519; ciphers; TLS_CHACHA20_POLY1305_SHA256; the other side lacks " + DEMANDS,
                "Ed25519; sigalgs; RSA-PSS+SHA256; refused by the other side (handshake failure):"
                        + " probably it lacks "
                        + DEMANDS,
                "RSA; ecdhCurve; X25519MLKEM768; the other side showed no certificate",
                "ECDSA P-384; ecdhCurve; X25519MLKEM768; the other side showed no certificate",
            })
    void theLackOfAClientIsNamed(String kind, String option, String value, String why)
            throws Exception {
        Handshake handshake =
                new Handshake(
                        new Credentials(new MixedCrypto(), OWN),
                        PostQuantum.REQUIRED,
                        TlsLimits.DEFAULT,
                        InstantSource.system());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess _ =
                        NodeProcess.dialling(
                                server.getLocalPort(), identity(kind), 1, 1, tls(option, value))) {
            SocketWire wire = new SocketWire(server.accept(), () -> {});
            String message =
                    assertThrows(
                                    IOException.class,
                                    () ->
                                            handshake.asServer(
                                                    wire, TlsLimits.DEFAULT.handshake(), null))
                            .getMessage();
            assertEquals(
                    "no secure link with %s: %s".formatted(wire.remoteAddress().hostAndPort(), why),
                    message);
        }
    }

    private static String tls(String option, String value) {
        return "{\"%s\":\"%s\"}".formatted(option, value);
    }

    private static Identity identity(String kind) {
        return switch (kind) {
            case "Ed25519" -> TestIdentities.ed25519("other");
            case "ECDSA P-256" -> TestIdentities.p256("other");
            case "ECDSA P-384" -> TestIdentities.p384("other");
            case "RSA" -> TestIdentities.rsa("other");
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
