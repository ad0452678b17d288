package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;

@Timeout(10)
class SessionTest {
    private final Peer bob = TestPeers.peer("bob", 1);
    private final IdleHost host = new IdleHost();
    private final PendingBytes pending = new PendingBytes();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void anErrorWhileALinkIsOpenedLetsTheNextAttemptBeMade() {
        AtomicInteger attempts = new AtomicInteger();
        host.opener =
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new NoClassDefFoundError("acme/Missing");
                    }
                    throw new IOException("nobody answers");
                };
        Session session = session();
        assertThrows(NoClassDefFoundError.class, () -> session.links().any(bob));
        assertTrue(session.isIdle());
        IOException second = assertThrows(IOException.class, () -> session.links().any(bob));
        assertEquals("nobody answers", second.getMessage());
    }

    @Test
    void isNotIdleInTheHandsOfAThread() {
        Session session = session();
        session.hold();
        session.hold();
        session.release();
        assertFalse(session.isIdle());
        session.release();
        assertTrue(session.isIdle());
    }

    @Test
    void whatWaitsForAllPeersTogetherIsBounded() {
        Session session = session();
        pending.add((int) PendingBytes.MAX);
        var refusal = assertThrows(IOException.class, () -> session.send(message("one")));
        assertEquals(
                "256 MiB of messages to all peers wait already, more are not kept: cancel some, or wait until a peer is back",
                refusal.getMessage());
        pending.remove(3);
        assertDoesNotThrow(() -> session.send(message("one")));
    }

    private Message message(String text) {
        return new Message(
                "m", TestPeers.id(2), bob.id(), Message.TEXT, Bytes.utf8(text), Instant.EPOCH);
    }

    private Session session() {
        return new Session(
                bob.id(),
                new SessionContext(
                        TestPeers.id(2),
                        new LookingStore(),
                        pending,
                        true,
                        true,
                        new AtomicLong(),
                        InstantSource.system(),
                        new ElapsedTime(Optional.empty(), InstantSource.system(), System::nanoTime),
                        System::nanoTime,
                        new Random(1),
                        timer,
                        new CountDownLatch(0)),
                host,
                MessageStore.PeerState.NONE);
    }

    private interface Opener {
        ChatLink open() throws IOException;
    }

    /** A node that can open links at most. */
    private static final class IdleHost implements SessionHost {
        private Opener opener =
                () -> {
                    throw new IOException("unused");
                };

        @Override
        public ChatLink open(Session session, Peer peer) throws IOException {
            return opener.open();
        }

        @Override
        public Peer target(Session session) {
            return TestPeers.peer("bob", 1);
        }

        @Override
        public void judge(Session session, ChatLink link, long seq, Message message) {}

        @Override
        public Inbox.Work redelivery(MessageStore.Kept kept) {
            return Runnable::run;
        }

        @Override
        public void delivered(Session session, List<Outgoing> outgoing, long seq) {}

        @Override
        public void failed(Session session, Outgoing outgoing, IOException reason) {}

        @Override
        public void ended(Session session, ChatLink link, String reason) {}

        @Override
        public void reportUnknown(PeerId peer, String type) {}

        @Override
        public void reportUnreached(PeerId peer, Exception failure) {}
    }
}
