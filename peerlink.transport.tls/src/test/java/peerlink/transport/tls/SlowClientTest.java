package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that does not get on with the handshake is dropped, and holds up nobody else. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlowClientTest {
    private static final TlsLimits HASTY =
            new TlsLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    100,
                    5,
                    Duration.ofSeconds(10));

    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer(HASTY);
    }

    @AfterEach
    void theBystanderWasNotDisturbed() throws IOException {
        server.close();
    }

    @Test
    void aClientThatSaysNothingIsDropped() throws Exception {
        try (Socket socket = server.rawSocket()) {
            server.assertBystanderUndisturbed();
            EchoServer.awaitEnd(socket);
        }
    }

    @Test
    void aClientThatTricklesIsDropped() throws Exception {
        try (Socket socket = server.rawSocket()) {
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {22, 3, 1, 2, 0, 1});
            assertThrows(
                    IOException.class,
                    () -> {
                        while (true) {
                            out.write(0);
                            // each byte would start a socket's own timeout again
                            LockSupport.parkNanos(20_000_000);
                        }
                    });
        }
    }

    @Test
    void aHostWithTooManyUnfinishedHandshakesIsRefusedUntilTheyEnd() throws Exception {
        // the bystander's answer shows that its handshake has ended on the server's side too
        server.assertBystanderUndisturbed();
        Socket[] silent = new Socket[HASTY.handshakesPerHost()];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = server.rawSocket();
        }
        server.assertBystanderUndisturbed();
        assertThrows(IOException.class, server::dial);
        for (Socket socket : silent) {
            EchoServer.awaitEnd(socket);
            socket.close();
        }
        server.dialInTheEnd().close();
    }
}
