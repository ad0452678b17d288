package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.contract.TestIdentities;

/** Links with a peer on OpenSSL 3.5, which has the hybrid group. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NodeTest {
    private static final Identity OWN = TestIdentities.ed25519("own");
    private static final int LINKS = 40;

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
    void whoClosesWhileMessagesComeReadsTheEndInOrder() throws Exception {
        assertEquals(Closes.inOrder(LINKS), Closes.accepted(LINKS));
    }

    @Test
    void soDoesWhoWasDialled() throws Exception {
        assertEquals(Closes.inOrder(LINKS), Closes.dialled(LINKS));
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
