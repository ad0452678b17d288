package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * Records leave in order, though one thread is in the midst of a record when another has a reason
 * to write the next: mostly the one that reads. The other side is the JDK's TLS, which opens a
 * record with no other nonce than the next one (RFC 8446, section 5.3), and tells an end without
 * close_notify from one in order. So a stream that it reads to the end in order was sealed and
 * written in order, each record with a nonce of its own.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RecordOrderTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private static final int RECORD = 1 << 14;

    /** With its length, it fills four records. */
    private static final Bytes FRAME = Bytes.wrap(new byte[4 * RECORD - FrameWriter.HEADER]);

    private static final TlsLimits LIMITS =
            new TlsLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    9,
                    9,
                    Duration.ofSeconds(10));

    private ServerSocket server;
    private Socket socket;
    private SSLSocket other;
    private HeldWire wire;
    private Link link;

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket own = new Socket(server.getInetAddress(), server.getLocalPort());
        wire = new HeldWire(new SocketWire(own, () -> {}));
        socket = server.accept();
        other = JdkTls.of(BOB).over(socket);
        other.setUseClientMode(false);
        other.setNeedClientAuth(true);
        FutureTask<Void> handshake =
                start(
                        () -> {
                            other.startHandshake();
                            return null;
                        });
        link =
                new Handshake(
                                new Credentials(new MixedCrypto(), ALICE),
                                PostQuantum.PREFERRED,
                                LIMITS,
                                InstantSource.system())
                        .asClient(wire, LIMITS.handshake(), BOB.id());
        handshake.get();
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        link.close();
        socket.close();
        server.close();
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofVirtual().start(task);
        return task;
    }

    private FutureTask<Void> sends() {
        return start(
                () -> {
                    link.send(FRAME);
                    return null;
                });
    }

    private FutureTask<Void> sendsAndIsHeldUp() throws InterruptedException {
        wire.holdOne();
        FutureTask<Void> sender = sends();
        wire.awaitHeld();
        return sender;
    }

    /**
     * Reads until there is a reason to write a record; it is then waiting, or wrongly has written
     * it.
     */
    private FutureTask<IOException> readsUntilItMustWrite() {
        FutureTask<IOException> task =
                new FutureTask<>(() -> assertThrows(IOException.class, link::receive));
        // a platform thread that reads from a socket is no waiting one
        Thread reader = Thread.ofPlatform().daemon().name("reader").start(task);
        while (reader.getState() != Thread.State.WAITING
                && reader.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        return task;
    }

    private static Throwable failure(FutureTask<Void> task) {
        return assertThrows(ExecutionException.class, task::get).getCause();
    }

    @Test
    void theAnswerToACloseFollowsTheRecordThatIsBeingWrittenAndIsTheLast() throws Exception {
        FutureTask<Void> sender = sendsAndIsHeldUp();
        other.shutdownOutput();
        FutureTask<IOException> reader = readsUntilItMustWrite();
        wire.release();
        assertEquals(RECORD, other.getInputStream().readAllBytes().length);
        assertInstanceOf(EOFException.class, reader.get());
        assertEquals("link closed by the other side", failure(sender).getMessage());
    }

    @Test
    void anAlertFollowsTheRecordThatIsBeingWrittenAndIsTheLast() throws Exception {
        FutureTask<Void> sender = sendsAndIsHeldUp();
        byte[] forged = new byte[5 + 64];
        System.arraycopy(new byte[] {23, 3, 3, 0, 64}, 0, forged, 0, 5);
        socket.getOutputStream().write(forged);
        FutureTask<IOException> reader = readsUntilItMustWrite();
        wire.release();
        assertEquals(RECORD, other.getInputStream().readNBytes(RECORD).length);
        SSLException alert = assertThrows(SSLException.class, () -> other.getInputStream().read());
        assertEquals("(bad_record_mac) Received fatal alert: bad_record_mac", alert.getMessage());
        assertEquals("link broken (bad record mac)", reader.get().getMessage());
        failure(sender);
    }

    @Test
    void ourOwnCloseFollowsTheFrameThatIsBeingSentAndIsTheLast() throws Exception {
        FutureTask<Void> sender = sendsAndIsHeldUp();
        FutureTask<Void> closer =
                start(
                        () -> {
                            link.close();
                            return null;
                        });
        wire.release();
        sender.get();
        assertEquals(4 * RECORD, other.getInputStream().readAllBytes().length);
        closer.get();
    }

    @Test
    void aPeerThatClosesAndReadsNoMoreIsNotWaitedForLongerThanTheLimit() throws Exception {
        wire.holdAll();
        FutureTask<Void> sender = sends();
        wire.awaitHeld();
        other.shutdownOutput();
        assertInstanceOf(EOFException.class, assertThrows(IOException.class, link::receive));
        failure(sender);
    }
}
