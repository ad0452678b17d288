package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.fixture.TestPeers;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;
import peerlink.core.peer.Peers;
import peerlink.core.peer.Presence;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;
import peerlink.core.store.sqlite.SqliteStore;

/** Checks what a session's callers and readers do themselves, with a store on disk. */
@Timeout(60)
class TurnTest {
    private static final PeerId SELF = TestPeers.id(2);
    private static final Peer BOB = TestPeers.peer("bob", 1);

    /** Something that has happened, and the thread that did it. */
    private record Step(String what, Thread by) {}

    @TempDir private Path folder;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final EventQueue events = new EventQueue(_ -> {});
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakeLink link = new FakeLink();
    private final AtomicLong ahead = new AtomicLong();
    private SqliteStore store;
    private Session session;
    private Thread reader;

    @BeforeEach
    void start() throws Exception {
        store = SqliteStore.open(folder);
        session = session();
        reader =
                Thread.ofPlatform()
                        .name("reader")
                        .start(
                                () -> {
                                    try {
                                        session.links()
                                                .accept(
                                                        new AgreedLink(
                                                                link, BOB.name(), false, _ -> {}));
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        awaitStep("Begin");
        link.comes(new ChatFrame.Begin(new StreamId(3, 4)));
        awaitStep("Have");
        link.comes(new ChatFrame.Have(0, ""));
        link.comes(new ChatFrame.Ping());
        awaitStep("Pong");
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        reader.join();
        session.stop();
        store.close();
        timer.shutdownNow();
        events.close();
    }

    @Test
    void aReaderKeepsAMessageAndAcknowledgesItBeforeAnythingElseBegins() throws Exception {
        for (int seq = 1; seq <= 20; seq++) {
            link.comes(new ChatFrame.Carrier(seq, fromBob(seq)));
            Step first = next();
            assertEquals("Ack", first.what());
            assertEquals(reader, first.by());
            assertEquals("handler", next().what());
        }
    }

    @Test
    void aCallerThatSendsOneMessageKeepsItAndWritesItItself() throws Exception {
        OutgoingMessage outgoing = session.send(message("hello"), null);
        assertTrue(outgoing.stored().toCompletableFuture().isDone());
        assertEquals(new Step("Carrier", Thread.currentThread()), next());
        link.comes(new ChatFrame.Ack(outgoing.seq()));
        outgoing.acknowledged().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptedCallerLosesNothing() throws Exception {
        Thread.currentThread().interrupt();
        OutgoingMessage outgoing = session.send(message("hello"), null);
        assertTrue(Thread.interrupted());
        assertTrue(outgoing.stored().toCompletableFuture().isDone());
        awaitStep("Carrier");
    }

    @Test
    void aPeerThatDoesNotReadHoldsUpNoCaller() throws Exception {
        link.blocksFrom = 16 << 10;
        List<OutgoingMessage> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(session.send(message("x".repeat(100)), null));
        }
        OutgoingMessage last = all.getLast();
        last.stored().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(1000, session.pending().size());
    }

    @Test
    void aPeerThatGoesOnWritingButDoesNotReadLosesItsLink() throws Exception {
        link.blocksFrom = 0;
        Thread caller = Thread.ofPlatform().start(() -> sendHello());
        awaitStep("blocked");
        ahead.set(MessageLink.STUCK.toNanos());
        link.comes(new ChatFrame.Ping());
        caller.join();
        assertEquals(1, session.pending().size());
    }

    private void sendHello() {
        try {
            session.send(message("hello"), null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLongMessageIsLeftToTheLinksWriter() throws Exception {
        session.send(message("x".repeat(20_000)), null);
        Step written = next();
        assertEquals("Carrier", written.what());
        assertTrue(written.by().getName().contains("link-writer"), written.by().getName());
    }

    @Test
    void whatIsToldOfAMessageMaySendTheNext() throws Exception {
        link.acknowledges = true;
        CountDownLatch all = new CountDownLatch(200);
        sendAfter(all);
        for (int i = 0; i < 200; i++) {
            awaitStep("Carrier");
        }
        assertTrue(all.await(30, TimeUnit.SECONDS));
    }

    private void sendAfter(CountDownLatch left) {
        try {
            session.send(message("again"), null)
                    .stored()
                    .thenRun(
                            () -> {
                                left.countDown();
                                if (left.getCount() > 0) {
                                    sendAfter(left);
                                }
                            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Step next() throws InterruptedException {
        Step step = steps.poll(30, TimeUnit.SECONDS);
        if (step == null) {
            throw new AssertionError("nothing happened");
        }
        return step;
    }

    private void awaitStep(String what) throws InterruptedException {
        Step step = next();
        while (!step.what().equals(what)) {
            step = next();
        }
    }

    private static Message message(String text) {
        return new Message("m", SELF, BOB.id(), Message.TEXT, Bytes.utf8(text), Instant.EPOCH);
    }

    private static Message fromBob(int seq) {
        return new Message(
                "b" + seq, BOB.id(), SELF, Message.TEXT, Bytes.utf8("hi"), Instant.EPOCH);
    }

    private Session session() throws Exception {
        ContactBook contacts = ContactBook.open(folder);
        Peers peers =
                new Peers(
                        SELF,
                        contacts,
                        new KeyPinning(contacts),
                        new Presence(),
                        TestPeers.lastKnown(folder),
                        events);
        HandlerDispatch dispatch =
                new HandlerDispatch(
                        peers,
                        new HandlerRegistry((_, _) -> {}),
                        new MessageRenderers((_, _) -> {}),
                        events,
                        _ -> {
                            throw new IllegalStateException("nobody answers");
                        });
        SessionContext context =
                new SessionContext(
                        SELF,
                        store,
                        new PendingBytes(),
                        true,
                        true,
                        new AtomicLong(),
                        InstantSource.system(),
                        new ElapsedTime(Optional.empty(), InstantSource.system(), System::nanoTime),
                        () -> System.nanoTime() + ahead.get(),
                        new Random(1),
                        timer,
                        new CountDownLatch(0));
        Intake intake =
                new Intake(
                        (_, _) -> new MessageVerdict.Deliver(),
                        new NoRequests(),
                        // the user is never told, so that nothing is dropped from the store
                        (_, _, _, _) -> step("handler"));
        return new Session(
                BOB.id(),
                context,
                new Host(),
                new SessionEvents(peers, events, dispatch),
                intake,
                store.read(BOB.id()));
    }

    private void step(String what) {
        steps.add(new Step(what, Thread.currentThread()));
    }

    private static final class NoRequests implements Intake.RequestKeeper {
        @Override
        public void keep(Message message, PeerName claimed, MessageStore.Change.Advance told) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handOver(PeerId peer, HandlerQueue handlerQueue) {
            // there is none
        }
    }

    private static final class Host implements SessionHost {
        @Override
        public AgreedLink dialDirect(Peer peer) throws IOException {
            throw new IOException("nobody there");
        }

        @Override
        public AgreedLink dial(Peer peer) throws IOException {
            throw new IOException("nobody there");
        }

        @Override
        public Peer target(PeerId id) {
            return BOB;
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

    /** A link whose other side is the test. */
    private final class FakeLink implements Link {
        private static final Address HERE = Address.parse("tls://127.0.0.1:7");

        private final BlockingQueue<Bytes> incoming = new LinkedBlockingQueue<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile long blocksFrom = Long.MAX_VALUE;
        private volatile boolean acknowledges;
        private long written;

        void comes(ChatFrame frame) {
            incoming.add(frame.encode());
        }

        @Override
        public LinkInfo info() {
            return new LinkInfo(
                    BOB.id(), HERE, HERE, LinkInfo.Origin.ACCEPTED, "", "", "", "", Instant.EPOCH);
        }

        @Override
        public void send(List<Bytes> frames) throws IOException {
            for (Bytes frame : frames) {
                written += frame.size();
                if (written > blocksFrom) {
                    step("blocked");
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IOException("closed");
                }
                ChatFrame sent = ChatFrame.decode(frame, SELF, BOB.id());
                step(sent.getClass().getSimpleName());
                if (acknowledges && sent instanceof ChatFrame.Carrier(long seq, Message _)) {
                    comes(new ChatFrame.Ack(seq));
                }
            }
        }

        @Override
        public Bytes receive() throws IOException {
            try {
                while (closed.getCount() > 0) {
                    Bytes next = incoming.poll(10, TimeUnit.MILLISECONDS);
                    if (next != null) {
                        return next;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public boolean hasMore() {
            return !incoming.isEmpty();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
