package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;

class ProberTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});
    private static final Address HERE = Address.parse("tls://127.0.0.1:40000");
    private static final Address ELSEWHERE = Address.parse("tls://127.0.0.2:40000");

    private final AtomicLong millis = new AtomicLong();
    private ServerSocket port;

    @BeforeEach
    void listen() throws IOException {
        port = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
    }

    /** Returns a prober that may connect to this machine, where the tests are. */
    private Prober prober() {
        return new Prober(true, millis::get, _ -> true);
    }

    @Test
    void anOpenPortIsReachableAndAClosedOneIsNot() throws Exception {
        Prober prober = prober();
        assertEquals(Optional.of(true), prober.probe(ALICE, HERE, port.getLocalPort()));
        port.close();
        assertEquals(Optional.of(false), prober.probe(ALICE, HERE, port.getLocalPort()));
    }

    @Test
    void itConnectsToTheAddressOfTheLinkAlone() throws Exception {
        assertEquals(Optional.of(false), prober().probe(ALICE, ELSEWHERE, port.getLocalPort()));
        port.setSoTimeout(50);
        assertThrows(SocketTimeoutException.class, port::accept);
    }

    @Test
    void neitherAKeyNorAnAddressHasMoreThanAFewTriesAMinute() throws Exception {
        Prober prober = prober();
        for (int i = 0; i < Prober.PER_MINUTE; i++) {
            assertTrue(prober.probe(ALICE, HERE, port.getLocalPort()).isPresent());
        }
        for (Address from : new Address[] {HERE, ELSEWHERE}) {
            RequestRefusedException refused =
                    assertThrows(
                            RequestRefusedException.class,
                            () -> prober.probe(ALICE, from, port.getLocalPort()));
            assertEquals(ErrorCode.RATE_LIMITED, refused.code());
            assertTrue(refused.retryAfter().isPresent());
        }
        assertThrows(
                RequestRefusedException.class,
                () -> prober.probe(BOB, HERE, port.getLocalPort()),
                "another key from the same address");
        millis.addAndGet(60_000);
        assertEquals(Optional.of(true), prober.probe(BOB, HERE, port.getLocalPort()));
    }

    @Test
    void anOperatorCanForbidIt() throws Exception {
        assertEquals(
                Optional.empty(),
                new Prober(false, millis::get, _ -> true).probe(ALICE, HERE, port.getLocalPort()));
    }

    @Test
    void thisMachineItselfIsNotTried() throws Exception {
        // a tunnel or proxy makes everybody come from here
        assertEquals(
                Optional.empty(),
                new Prober(true, millis::get).probe(ALICE, HERE, port.getLocalPort()));
        for (InetAddress own :
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .toList()) {
            assertEquals(
                    Optional.empty(),
                    new Prober(true, millis::get)
                            .probe(
                                    ALICE,
                                    Address.of("tls", own.getHostAddress(), 40_000),
                                    port.getLocalPort()),
                    own.toString());
        }
    }
}
