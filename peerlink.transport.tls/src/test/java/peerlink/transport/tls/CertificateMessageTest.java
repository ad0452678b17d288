package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.FutureTask;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Identity;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/** A certificate that is only announced takes no memory. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CertificateMessageTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private static ByteArrayInputStream message(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000", // no certificate
                "00000007" + "000002aabb" + "0000",
                "01cc00000e" + "000002aabb0000" + "000002aabb0000",
            })
    void aWholeMessagePassesAsItIs(String hex) throws Exception {
        assertArrayEquals(
                HexFormat.of().parseHex(hex),
                CertificateMessage.requireWhole(message(hex)).readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff000000",
                "00ffffff",
                "00000003ffffff",
                "0000000cffffff" + "000000000000000000",
                "00000007" + "000002aabb" + "ffff",
                "00000007" + "000002aabb" + "00",
            })
    void aMessageThatAnnouncesMoreThanItHasIsRefused(String hex) {
        assertThrows(IOException.class, () -> CertificateMessage.requireWhole(message(hex)));
    }

    @Test
    void aClientThatAnnouncesSixteenMebibytesIsTold() throws Exception {
        Handshake bob =
                new Handshake(
                        new Credentials(new MixedCrypto(), BOB),
                        PostQuantum.REQUIRED,
                        TlsLimits.DEFAULT,
                        InstantSource.system());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            FutureTask<Void> client =
                    new FutureTask<>(
                            () -> {
                                new Announcing(socket)
                                        .connect(
                                                new ClientSide(
                                                        new HandshakeTerms(
                                                                new Credentials(
                                                                        new MixedCrypto(), ALICE),
                                                                PostQuantum.REQUIRED,
                                                                new RemotePeer(null))));
                                return null;
                            });
            Thread.ofVirtual().start(client);
            SocketWire wire = new SocketWire(server.accept(), () -> {});
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () -> bob.asServer(wire, TlsLimits.DEFAULT.handshake(), null));
            assertEquals(
                    "no secure link with %s: the other side broke the rules of TLS (decode error)"
                            .formatted(wire.remoteAddress().hostAndPort()),
                    failure.getMessage());
        }
    }

    private static final class Announcing extends TlsClientProtocol {
        Announcing(Socket socket) throws IOException {
            super(socket.getInputStream(), socket.getOutputStream());
        }

        @Override
        protected void send13CertificateMessage(Certificate certificate) throws IOException {
            super.send13CertificateMessage(
                    new Certificate(new byte[0], certificate.getCertificateEntryList()) {
                        @Override
                        public void encode(TlsContext context, OutputStream out, OutputStream hash)
                                throws IOException {
                            out.write(HexFormat.of().parseHex("00ffffff"));
                        }
                    });
        }
    }
}
