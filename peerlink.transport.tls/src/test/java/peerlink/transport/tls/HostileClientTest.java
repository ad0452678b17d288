package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.api.ProtocolViolationException;
import peerlink.testkit.contract.TestIdentities;

/** A hostile client is dropped and disturbs nobody else: a bystander's link works all the while. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileClientTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");
    private static final Identity RSA = TestIdentities.rsa("rsa");

    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        // the JDK has no post-quantum key exchange; without it its clients get further
        server = new EchoServer(TlsLimits.DEFAULT, LinkPolicy.DEFAULT.with(PostQuantum.PREFERRED));
    }

    @AfterEach
    void theBystanderWasNotDisturbed() throws IOException {
        server.close();
    }

    private SSLSocket mallory() throws IOException {
        return JdkTls.of(MALLORY).connect(server.address());
    }

    /**
     * Asserts that the client reads a refusal. In TLS 1.3 it may think itself connected until then.
     */
    private void assertRefused(SSLSocket socket) throws IOException {
        try (socket) {
            assertThrows(
                    IOException.class,
                    () -> {
                        socket.startHandshake();
                        server.assertBystanderUndisturbed();
                        assertEquals(-1, socket.getInputStream().read());
                        throw new EOFException("dropped");
                    });
        }
        assertTrue(server.ends().isEmpty(), "the handler was called");
    }

    @Test
    void anotherImplementationInteroperates() throws Exception {
        try (SSLSocket socket = mallory()) {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 2, 'h', 'i'});
            assertEquals(
                    "\0\0\0\2hi",
                    new String(socket.getInputStream().readNBytes(6), StandardCharsets.ISO_8859_1));
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
            assertEquals("TLS_AES_128_GCM_SHA256", socket.getSession().getCipherSuite());
        }
        assertInstanceOf(EOFException.class, server.ends().take());
    }

    @Test
    void aLengthOfFourGibibytesIsAViolation() throws Exception {
        assertViolation(new byte[] {-1, -1, -1, -1, 1, 2, 3}, "4294967295");
    }

    @Test
    void aLengthOneAboveTheLimitIsAViolation() throws Exception {
        assertViolation(new byte[] {0, 0x10, 0, 1}, "1048577");
    }

    @Test
    void anEmptyFrameIsAViolation() throws Exception {
        assertViolation(new byte[] {0, 0, 0, 0}, "0");
    }

    private void assertViolation(byte[] bytes, String length) throws Exception {
        try (SSLSocket socket = mallory()) {
            socket.getOutputStream().write(bytes);
            assertEquals(-1, socket.getInputStream().read(), "closed in order");
        }
        IOException end = server.ends().take();
        assertInstanceOf(ProtocolViolationException.class, end);
        assertEquals(
                "the other side announced a frame of " + length + " bytes (1 to 1048576)",
                end.getMessage());
    }

    @Test
    void garbageInsteadOfTlsIsDropped() throws Exception {
        try (Socket socket = server.rawSocket()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            EchoServer.awaitEnd(socket);
        }
        assertTrue(server.ends().isEmpty());
    }

    @Test
    void garbageInsideTlsBreaksTheLink() throws Exception {
        try (Socket socket = server.rawSocket();
                SSLSocket tls = JdkTls.of(MALLORY).over(socket)) {
            tls.startHandshake();
            byte[] record = new byte[105];
            record[0] = 23;
            record[1] = 3;
            record[2] = 3;
            record[4] = 100;
            socket.getOutputStream().write(record);
            IOException end = server.ends().take();
            assertEquals("link broken (bad record mac)", end.getMessage());
        }
    }

    @Test
    void aClientOfTls12IsRefused() throws Exception {
        SSLSocket socket = mallory();
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertRefused(socket);
    }

    @Test
    void aClientWithoutCertificateIsRefusedAndTold() throws Exception {
        try (SSLSocket socket = JdkTls.withoutCertificate().connect(server.address())) {
            socket.startHandshake();
            // it counts itself connected: its bytes must not reset the connection under the refusal
            socket.getOutputStream().write(new byte[100_000]);
            server.assertBystanderUndisturbed();
            SSLException refusal =
                    assertThrows(SSLException.class, () -> socket.getInputStream().read());
            assertTrue(refusal.getMessage().contains("certificate_required"), refusal::toString);
        }
        assertTrue(server.ends().isEmpty());
    }

    @Test
    void aClientWithTwoCertificatesIsRefused() throws Exception {
        assertRefused(
                JdkTls.of(MALLORY.privateKey(), MALLORY.certificate(), ALICE.certificate())
                        .connect(server.address()));
    }

    @Test
    void aClientWithAnRsaCertificateIsRefused() throws Exception {
        assertRefused(JdkTls.of(RSA).connect(server.address()));
    }

    @Test
    void aClientThatShowsAnothersCertificateIsRefused() throws Exception {
        assertRefused(
                JdkTls.of(MALLORY.privateKey(), ALICE.certificate()).connect(server.address()));
    }

    @Test
    void aClientThatStopsInAFrameWaitsAloneAndIsNotTakenForOneThatCloses() throws Exception {
        try (Socket socket = server.rawSocket()) {
            SSLSocket tls = JdkTls.of(MALLORY).over(socket);
            tls.getOutputStream().write(new byte[] {0, 0x10, 0, 0, 'h', 'a', 'l'});
            server.assertBystanderUndisturbed();
            socket.shutdownOutput();
            IOException end = server.ends().take();
            assertFalse(end instanceof EOFException);
            assertEquals("connection lost", end.getMessage());
        }
    }

    @Test
    void aClientThatClosesInAFrameBreaksTheProtocol() throws Exception {
        try (SSLSocket socket = mallory()) {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 'h', 'a', 'l'});
        }
        assertInstanceOf(ProtocolViolationException.class, server.ends().take());
    }

    @Test
    void aClientThatVanishesIsNotTakenForOneThatCloses() throws Exception {
        try (Socket socket = server.rawSocket()) {
            SSLSocket tls = JdkTls.of(MALLORY).over(socket);
            tls.getOutputStream().write(new byte[] {0, 0, 0, 1, 'x'});
            assertEquals(5, tls.getInputStream().readNBytes(5).length);
            socket.shutdownOutput();
            IOException end = server.ends().take();
            assertFalse(end instanceof EOFException);
            assertEquals("connection lost", end.getMessage());
        }
    }

    @Test
    void aRecordCutOffInTheMiddleIsNotTakenForAClose() throws Exception {
        try (Socket socket = server.rawSocket()) {
            SSLSocket tls = JdkTls.of(MALLORY).over(socket);
            tls.startHandshake();
            socket.getOutputStream().write(new byte[] {23, 3, 3, 0, 100, 1, 2, 3});
            socket.shutdownOutput();
            assertFalse(server.ends().take() instanceof EOFException);
        }
    }
}
