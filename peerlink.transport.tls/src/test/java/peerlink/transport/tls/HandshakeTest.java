package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/** TLS runs over any byte stream, such as a relay's. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HandshakeTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");

    private final QueueWire near = new QueueWire("near");
    private final QueueWire far = new QueueWire("far");

    private static Handshake as(Identity identity) {
        return new Handshake(
                new Credentials(new MixedCrypto(), identity),
                PostQuantum.REQUIRED,
                TlsLimits.DEFAULT,
                InstantSource.fixed(NOW));
    }

    private FutureTask<Link> bobAnswers(@Nullable PeerId expected) {
        near.connect(far);
        FutureTask<Link> answer = new FutureTask<>(() -> as(BOB).asServer(far, LIMIT, expected));
        Thread.ofVirtual().start(answer);
        return answer;
    }

    @Test
    void itRunsOverAnyWire() throws Exception {
        FutureTask<Link> answer = bobAnswers(ALICE.id());
        Link dialer = as(ALICE).asClient(near, LIMIT, BOB.id());
        Link acceptor = answer.get();
        assertEquals(ALICE.id(), acceptor.info().remote());
        assertEquals(far.localAddress(), dialer.info().remoteAddress());
        assertEquals(NOW, dialer.info().since());
        assertEquals("ECDSA P-256", dialer.info().peerKey());
        assertEquals("Ed25519", acceptor.info().peerKey());
        dialer.send(Bytes.utf8("through a relay"));
        assertEquals(Bytes.utf8("through a relay"), acceptor.receive());
        acceptor.close();
        assertThrows(EOFException.class, dialer::receive);
        dialer.close();
    }

    @Test
    void aServerMayExpectSomebodyToo() throws Exception {
        FutureTask<Link> answer = bobAnswers(CAROL.id());
        // a client is done before the server has checked it
        try (Link dialer = as(ALICE).asClient(near, LIMIT, BOB.id())) {
            assertEquals(
                    "link refused by the other side (access denied)",
                    assertThrows(IOException.class, dialer::receive).getMessage());
        }
        Throwable refusal = assertThrows(ExecutionException.class, answer::get).getCause();
        IdentityMismatchException mismatch = (IdentityMismatchException) refusal;
        assertEquals(CAROL.id(), mismatch.expected());
        assertEquals(ALICE.id(), mismatch.actual());
    }

    @Test
    void framesThatTheOtherSideSentBeforeItLeftArriveThoughSendingFails() throws Exception {
        FutureTask<Link> answer = bobAnswers(null);
        Link dialer = as(ALICE).asClient(near, LIMIT, BOB.id());
        answer.get().send(Bytes.utf8("farewell"));
        near.broken = true;
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "connection lost",
                    assertThrows(IOException.class, () -> dialer.send(Bytes.utf8("hello?")))
                            .getMessage());
        }
        assertEquals(Bytes.utf8("farewell"), dialer.receive());
    }

    @Test
    void aRefusedClientMayFinishSpeakingSoThatItHearsTheReason() throws Exception {
        near.connect(far);
        near.write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII), 0, 14);
        near.write(new byte[1000], 0, 1000);
        near.endOutput();
        IOException failure =
                assertThrows(IOException.class, () -> as(BOB).asServer(far, LIMIT, null));
        assertTrue(failure.getMessage().endsWith(": the other side speaks no TLS"));
        assertEquals(0, far.incoming.stream().mapToInt(bytes -> bytes.length).sum());
    }

    @Test
    void theFlightRecorderSeesLinksAndFailures(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("links.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            FutureTask<Link> answer = bobAnswers(null);
            assertThrows(
                    IdentityMismatchException.class,
                    () -> as(ALICE).asClient(near, LIMIT, CAROL.id()));
            assertThrows(ExecutionException.class, answer::get);
            try (EchoServer server = new EchoServer(TlsLimits.DEFAULT)) {
                server.assertBystanderUndisturbed();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertEquals(2, count(events, "peerlink.HandshakeFailed"));
        assertEquals(2, count(events, "peerlink.LinkOpened"));
        assertEquals(2, count(events, "peerlink.LinkClosed"));
    }

    private static long count(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals(name)).count();
    }

    /** Carries bytes in memory: one end of a stream. */
    private static final class QueueWire implements Wire {
        private static final byte[] END = {};

        private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
        private final Address address;
        private QueueWire other = this;
        private byte[] unread = END;
        private int position;
        private volatile boolean broken;

        QueueWire(String name) {
            address = Address.of("relay", name, 0);
        }

        void connect(QueueWire other) {
            this.other = other;
            other.other = this;
        }

        @Override
        public Address localAddress() {
            return address;
        }

        @Override
        public Address remoteAddress() {
            return other.address;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (position == unread.length) {
                try {
                    unread = incoming.take();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                position = 0;
                if (unread == END) {
                    incoming.add(END);
                    return -1;
                }
            }
            int count = Math.min(length, unread.length - position);
            System.arraycopy(unread, position, buffer, offset, count);
            position += count;
            return count;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("broken pipe");
            }
            other.incoming.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void endOutput() {
            other.incoming.add(END);
        }

        @Override
        public void close() {
            other.incoming.add(END);
            incoming.add(END);
        }
    }
}
