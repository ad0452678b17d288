package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handshake that waits for the other side keeps nobody from computing. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TurnWireTest {
    private final Semaphore turns = new Semaphore(1, true);

    @Test
    void aHandshakeThatWaitsForTheOtherSideHasNoTurn() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var silent = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            var wire = new SocketWire(server.accept(), () -> {});
            TurnWire waiting = TurnWire.begin(wire, turns);
            assertFalse(turns.tryAcquire());
            Thread reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            waiting.read(new byte[1], 0, 1);
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            assertTrue(turns.tryAcquire(20, TimeUnit.SECONDS));
            silent.getOutputStream().write(1);
            assertFalse(reader.join(Duration.ofMillis(20)), "it goes on without a turn");
            turns.release();
            reader.join();
            assertFalse(turns.tryAcquire(), "it goes on with one");
            waiting.end();
            assertEquals(1, turns.availablePermits());
            wire.close();
        }
    }

    @Test
    void aWireThatIsClosedLosesNoTurn() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var silent = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            assertTrue(silent.isConnected());
            var wire = new SocketWire(server.accept(), () -> {});
            TurnWire waiting = TurnWire.begin(wire, turns);
            wire.close();
            assertThrows(IOException.class, () -> waiting.read(new byte[1], 0, 1));
            waiting.end();
            assertThrows(IOException.class, () -> waiting.read(new byte[1], 0, 1));
            assertEquals(1, turns.availablePermits());
        }
    }
}
