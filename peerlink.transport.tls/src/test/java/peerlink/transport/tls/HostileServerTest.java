package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * A client that dials the wrong server learns it, in time, and shows its own key to nobody else.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileServerTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");

    /** Asks for no more than the JDK can serve: with it, its servers get further. */
    private static final LinkPolicy WITHOUT_HYBRID = LinkPolicy.DEFAULT.with(PostQuantum.PREFERRED);

    private static final TlsLimits HASTY =
            new TlsLimits(
                    Duration.ofMillis(400),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    9,
                    9,
                    Duration.ofSeconds(10));

    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Address address;

    /** Serves one connection. */
    private interface Behaviour {
        void serve(Socket socket) throws IOException;
    }

    @BeforeEach
    void bind() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        address = Address.of("tls", "127.0.0.1", server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    private IOException dial(TlsLimits limits, Behaviour behaviour) {
        Thread.ofVirtual().start(() -> serve(behaviour));
        TlsTransport transport = new TlsTransport(limits, InstantSource.system());
        return assertThrows(
                IOException.class,
                () -> transport.connect(address, ALICE, WITHOUT_HYBRID, MALLORY.id()));
    }

    private void serve(Behaviour behaviour) {
        try {
            Socket socket = server.accept();
            accepted.add(socket);
            behaviour.serve(socket);
        } catch (IOException _) {
            // the client leaves early, as the test demands
        }
    }

    private static SSLSocket serving(JdkTls tls, Socket socket) throws IOException {
        SSLSocket secure = tls.over(socket);
        secure.setUseClientMode(false);
        return secure;
    }

    private void assertNoSecureLink(String why, Behaviour behaviour) {
        assertEquals(
                "no secure link with " + address.hostAndPort() + ": " + why,
                dial(TlsLimits.DEFAULT, behaviour).getMessage());
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        assertEquals(
                address.hostAndPort() + " accepts connections but has not answered in time",
                dial(HASTY, _ -> {}).getMessage());
    }

    @Test
    void aServerThatHangsUpIsNoPeer() {
        assertNoSecureLink("the other side left, or speaks no TLS 1.3", Socket::close);
    }

    @Test
    void aServerThatSpeaksSomethingElseIsNoPeer() {
        assertNoSecureLink(
                "the other side speaks no TLS",
                socket ->
                        socket.getOutputStream()
                                .write(
                                        "SSH-2.0-OpenSSH_9.9\r\n"
                                                .getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aServerThatAsksForNoCertificateIsNoPeer() {
        assertNoSecureLink(
                "the other side asked for no certificate, so it is no peer",
                socket -> serving(JdkTls.of(MALLORY), socket).startHandshake());
    }

    @Test
    void aServerWithTwoCertificatesIsNoPeer() {
        assertNoSecureLink(
                "the other side's certificate can't be taken: more than one",
                socket -> {
                    JdkTls two =
                            JdkTls.of(
                                    MALLORY.privateKey(),
                                    MALLORY.certificate(),
                                    ALICE.certificate());
                    SSLSocket secure = serving(two, socket);
                    secure.setNeedClientAuth(true);
                    secure.startHandshake();
                });
    }

    @Test
    void aServerThatShowsAnothersCertificateIsRefusedAndTheOtherNotAccused() {
        IOException failure =
                dial(
                        TlsLimits.DEFAULT,
                        socket -> {
                            SSLSocket secure =
                                    serving(
                                            JdkTls.of(ALICE.privateKey(), MALLORY.certificate()),
                                            socket);
                            secure.setNeedClientAuth(true);
                            secure.startHandshake();
                        });
        assertTrue(!(failure instanceof IdentityMismatchException), failure::toString);
        assertTrue(failure.getMessage().contains(": the other side has not proven its key, "));
    }
}
