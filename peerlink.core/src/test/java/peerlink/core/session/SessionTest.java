package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
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
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.admission.RequestFile;
import peerlink.core.admission.Requests;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.fixture.TestPeers;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;
import peerlink.core.peer.Peers;
import peerlink.core.peer.Presence;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.EmptyStore;
import peerlink.core.store.MessageStore;

@Timeout(10)
class SessionTest {
    @TempDir private Path folder;
    private final EventQueue events = new EventQueue(_ -> {});
    private final Peer bob = TestPeers.peer("bob", 1);
    private final IdleHost host = new IdleHost();
    private final PendingBytes pending = new PendingBytes();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
        events.close();
    }

    @Test
    void anErrorWhileALinkIsOpenedLetsTheNextAttemptBeMade() throws IOException {
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
    void isNotIdleInTheHandsOfAThread() throws IOException {
        Session session = session();
        session.hold();
        session.hold();
        session.release();
        assertFalse(session.isIdle());
        session.release();
        assertTrue(session.isIdle());
    }

    @Test
    void theBytesThatWaitForAllPeersTogetherAreBounded() throws IOException {
        Session session = session();
        pending.add((int) PendingBytes.MAX);
        var refusal = assertThrows(IOException.class, () -> session.send(message("one"), null));
        assertEquals(
                "256 MiB of messages to all peers wait already, more are not kept: cancel some, or wait until a peer is back",
                refusal.getMessage());
        pending.remove(3);
        assertDoesNotThrow(() -> session.send(message("one"), null));
    }

    private Message message(String text) {
        return new Message(
                "m", TestPeers.id(2), bob.id(), Message.TEXT, Bytes.utf8(text), Instant.EPOCH);
    }

    private Session session() throws IOException {
        ContactBook contacts = ContactBook.open(folder);
        Peers peers =
                new Peers(
                        TestPeers.id(2),
                        contacts,
                        new KeyPinning(contacts),
                        new Presence(),
                        TestPeers.lastKnown(folder),
                        events);
        HandlerDispatch handling =
                new HandlerDispatch(
                        peers,
                        new HandlerRegistry((_, _) -> {}),
                        new MessageRenderers((_, _) -> {}),
                        events,
                        _ -> {
                            throw new IllegalStateException("nobody answers");
                        });
        return new Session(
                bob.id(),
                new SessionContext(
                        TestPeers.id(2),
                        new EmptyStore(),
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
                new SessionEvents(peers, events, handling),
                new Intake(
                        (_, _) -> new MessageVerdict.Deliver(),
                        new AcceptedRequests(
                                new Requests(
                                        new PeerName("alice"),
                                        new RequestFile(folder, TestPeers.id(2)),
                                        peers,
                                        events,
                                        InstantSource.system()),
                                handling,
                                new EmptyStore()),
                        handling),
                MessageStore.PeerState.NONE);
    }

    private interface Opener {
        AgreedLink open() throws IOException;
    }

    /** A host that opens links at most. */
    private static final class IdleHost implements SessionHost {
        private Opener opener =
                () -> {
                    throw new IOException("unused");
                };

        @Override
        public AgreedLink dialDirect(Peer peer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AgreedLink dial(Peer peer) throws IOException {
            return opener.open();
        }

        @Override
        public Peer target(PeerId id) {
            return TestPeers.peer("bob", 1);
        }

        @Override
        public RequestPolicy policy(LinkInfo link) {
            return RequestPolicy.ACCEPT;
        }

        @Override
        public void signalled(LinkInfo link, Bytes content) {}

        @Override
        public boolean isWanted(PeerId id) {
            return true;
        }
    }
}
