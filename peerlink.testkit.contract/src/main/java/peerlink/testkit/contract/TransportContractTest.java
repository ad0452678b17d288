package peerlink.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.Transport;

/**
 * Tests what every {@link Transport} must do. Extend it, and hand in the transport and an address
 * on which it may listen.
 *
 * <p>The file is longer than most, as each duty of a transport is a test here.
 *
 * @param <T> the transport's class
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("exports") // whoever extends it has JUnit
public abstract class TransportContractTest<T extends Transport> {
    protected static final Identity ALICE = TestIdentities.ed25519("alice");
    protected static final Identity BOB = TestIdentities.p256("bob");
    protected static final Identity CAROL = TestIdentities.ed25519("carol");

    /** A sender may run ahead of its reader by as much as buffers hold, and by no more. */
    private static final int MOST_IN_FLIGHT = 32;

    /** The time that a busy machine may add to a limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Claims to be Carol, and has another key than hers. */
    private static final Identity IMPOSTOR =
            new Identity(TestIdentities.ed25519("mallory").privateKey(), CAROL.certificate());

    protected final T transport;
    private final Supplier<Address> free;

    /**
     * @param anyPort an address with port 0
     */
    protected TransportContractTest(T transport, Address anyPort) {
        this(transport, () -> anyPort);
    }

    /**
     * @param free returns an address at which nobody listens, another one each time unless it asks
     *     for any port; it need have neither host nor port
     */
    protected TransportContractTest(T transport, Supplier<Address> free) {
        this.transport = transport;
        this.free = free;
    }

    /**
     * Tells whether its links cross a network. Then they must have what {@link
     * LinkPolicy#postQuantum} demands.
     */
    protected boolean crossesNetwork() {
        return true;
    }

    /**
     * Returns the longest time in which two sides authenticate each other: ten seconds, unless the
     * transport under test was made with a shorter one.
     */
    protected Duration handshakeLimit() {
        return Duration.ofSeconds(10);
    }

    /**
     * Returns the connections on which its links lie; empty if there is nothing below them.
     * Transports whose addresses have no host and port bring their own.
     */
    protected Optional<RawConnections> raw() {
        return Optional.of(RawConnections.TCP);
    }

    /** Listens as Bob and sends every frame back. */
    protected final Listener echo() throws IOException {
        return echo(BOB);
    }

    private Listener echo(Identity there) throws IOException {
        return transport.listen(free.get(), there, LinkPolicy.DEFAULT, TransportContractTest::echo);
    }

    /** Opens a link as Alice and expects Bob. */
    protected final Link dial(Listener listener) throws IOException {
        return transport.connect(listener.address(), ALICE, LinkPolicy.DEFAULT, BOB.id());
    }

    /** Sends back each frame, until the link ends. */
    protected static void echo(Link link) throws IOException {
        while (true) {
            link.send(link.receive());
        }
    }

    /** Asserts that the link still carries frames both ways to a listener that echoes. */
    protected static void assertEchoes(Link link) throws IOException {
        Bytes frame = Bytes.utf8("still there?");
        link.send(frame);
        assertEquals(frame, link.receive());
    }

    /** Holds the two ends of one link. */
    private record Pair(
            Listener listener, Link dialer, Link acceptor, CountDownLatch handlerMayReturn)
            implements AutoCloseable {
        @Override
        public void close() {
            handlerMayReturn.countDown();
            dialer.close();
            listener.close();
        }
    }

    private Pair pair() throws Exception {
        CompletableFuture<Link> accepted = new CompletableFuture<>();
        CountDownLatch handlerMayReturn = new CountDownLatch(1);
        Listener listener =
                transport.listen(
                        free.get(),
                        BOB,
                        LinkPolicy.DEFAULT,
                        link -> {
                            accepted.complete(link);
                            await(handlerMayReturn);
                        });
        Link dialer = dial(listener);
        return new Pair(listener, dialer, accepted.get(), handlerMayReturn);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bothSidesKnowWhoIsAtTheOtherEnd() throws Exception {
        try (Pair pair = pair()) {
            assertEquals(BOB.id(), pair.dialer.info().remote());
            assertEquals(ALICE.id(), pair.acceptor.info().remote());
            assertEquals(pair.listener.address(), pair.dialer.info().remoteAddress());
            assertEquals(pair.listener.address(), pair.acceptor.info().localAddress());
            assertEquals(pair.dialer.info().localAddress(), pair.acceptor.info().remoteAddress());
            assertEquals(LinkInfo.Origin.DIALLED, pair.dialer.info().origin());
            assertEquals(LinkInfo.Origin.ACCEPTED, pair.acceptor.info().origin());
            assertEquals(pair.dialer.info().cipherSuite(), pair.acceptor.info().cipherSuite());
            assertEquals(pair.dialer.info().keyExchange(), pair.acceptor.info().keyExchange());
        }
    }

    @Test
    void aListenerTellsItsActualAddress() throws Exception {
        try (Listener one = echo();
                Listener other = echo()) {
            assertEquals(transport.scheme(), one.address().scheme());
            assertNotEquals(0, one.address().uri().getPort());
            assertNotEquals(one.address(), other.address());
        }
    }

    @Test
    void framesOfEverySizeArriveUnchangedAndInOrderBothWays() throws Exception {
        Random random = new Random(1);
        List<Bytes> frames = new ArrayList<>();
        for (int size : new int[] {1, 2, 100, 16_383, 16_384, 16_385, 100_000, Link.MAX_FRAME}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            frames.add(Bytes.wrap(content));
        }
        try (Listener listener = echo();
                Link link = dial(listener)) {
            for (Bytes frame : frames) {
                link.send(frame);
                assertEquals(frame, link.receive());
            }
        }
    }

    @Test
    void framesOfOneCallArriveInOrder() throws Exception {
        List<Bytes> frames = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            frames.add(Bytes.utf8("frame " + i));
        }
        try (Pair pair = pair()) {
            // beside the reader: a transport need not have room for all of them
            FutureTask<Void> sender =
                    new FutureTask<>(
                            () -> {
                                pair.dialer.send(frames);
                                return null;
                            });
            Thread.ofVirtual().start(sender);
            for (Bytes frame : frames) {
                assertEquals(frame, pair.acceptor.receive());
            }
            sender.get();
        }
    }

    /** A link that can't tell says so all the time. */
    @Test
    void behindTheLastFrameALinkHasNoMore() throws Exception {
        try (Pair pair = pair()) {
            pair.dialer.send(List.of(Bytes.utf8("one"), Bytes.utf8("two")));
            assertEquals(Bytes.utf8("one"), pair.acceptor.receive());
            assertEquals(Bytes.utf8("two"), pair.acceptor.receive());
            assertFalse(pair.acceptor.hasMore());
        }
    }

    @Test
    void sendersAtOnceAreServedOneAfterTheOther() throws Exception {
        int senders = 8;
        int calls = 50;
        int framesPerCall = 5;
        try (Pair pair = pair()) {
            for (int sender = 0; sender < senders; sender++) {
                Bytes own = Bytes.utf8("from " + sender);
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int call = 0; call < calls; call++) {
                                        sendQuietly(pair.dialer, own, framesPerCall);
                                    }
                                });
            }
            for (int call = 0; call < senders * calls; call++) {
                Bytes first = pair.acceptor.receive();
                for (int i = 1; i < framesPerCall; i++) {
                    assertEquals(first, pair.acceptor.receive());
                }
            }
        }
    }

    private static void sendQuietly(Link link, Bytes frame, int times) {
        try {
            link.send(Collections.nCopies(times, frame));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFrameThatIsEmptyOrTooLongIsTheCallersMistakeAndNothingIsSent() throws Exception {
        Bytes good = Bytes.utf8("good");
        try (Pair pair = pair()) {
            for (Bytes bad : List.of(Bytes.empty(), Bytes.wrap(new byte[Link.MAX_FRAME + 1]))) {
                assertThrows(
                        IllegalArgumentException.class, () -> pair.dialer.send(List.of(good, bad)));
            }
            pair.dialer.send(Bytes.utf8("after"));
            assertEquals(Bytes.utf8("after"), pair.acceptor.receive());
        }
    }

    @Test
    void aFrameLongerThanItsReaderWantsEndsTheLink() throws Exception {
        try (Pair pair = pair()) {
            pair.dialer.send(List.of(Bytes.wrap(new byte[100]), Bytes.wrap(new byte[101])));
            assertEquals(100, pair.acceptor.receive(100).size());
            assertThrows(ProtocolViolationException.class, () -> pair.acceptor.receive(100));
            assertThrows(IOException.class, () -> pair.acceptor.receive(100));
            assertThrows(IOException.class, pair.dialer::receive);
        }
    }

    @Test
    void framesSentBeforeAnOrderlyCloseStillArriveThenTheStreamEnds() throws Exception {
        try (Pair pair = pair()) {
            pair.dialer.send(List.of(Bytes.utf8("one"), Bytes.wrap(new byte[50_000])));
            pair.dialer.close();
            assertEquals(Bytes.utf8("one"), pair.acceptor.receive());
            assertEquals(50_000, pair.acceptor.receive().size());
            assertThrows(EOFException.class, pair.acceptor::receive);
        }
    }

    @Test
    void afterTheStreamHasEndedSendingFails() throws Exception {
        try (Pair pair = pair()) {
            pair.acceptor.close();
            assertThrows(EOFException.class, pair.dialer::receive);
            assertThrows(
                    IOException.class,
                    () -> {
                        while (true) {
                            pair.dialer.send(Bytes.utf8("too late"));
                        }
                    });
        }
    }

    @Test
    void closingWakesAThreadThatReceives() throws Exception {
        try (Pair pair = pair()) {
            CompletableFuture<IOException> failure = receiveInBackground(pair.dialer);
            awaitBlocked(pair.dialer, failure);
            pair.dialer.close();
            assertFalse(failure.get() instanceof EOFException);
        }
    }

    private final BlockingQueue<Thread> receivers = new LinkedBlockingQueue<>();

    private CompletableFuture<IOException> receiveInBackground(Link link) {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        receivers.add(
                Thread.ofVirtual()
                        .start(
                                () ->
                                        failure.complete(
                                                assertThrows(IOException.class, link::receive))));
        return failure;
    }

    private void awaitBlocked(Link link, CompletableFuture<?> ends) throws InterruptedException {
        Thread receiver = receivers.element();
        while (receiver.getState() != Thread.State.WAITING && !ends.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void interruptingAThreadThatReceivesEndsItsWait() throws Exception {
        try (Pair pair = pair()) {
            CompletableFuture<IOException> failure = receiveInBackground(pair.dialer);
            awaitBlocked(pair.dialer, failure);
            receivers.element().interrupt();
            assertFalse(failure.get() instanceof EOFException);
        }
    }

    @Test
    void aClosedLinkSaysSoAndClosesTwice() throws Exception {
        try (Pair pair = pair()) {
            pair.dialer.close();
            pair.dialer.close();
            assertFalse(
                    assertThrows(IOException.class, pair.dialer::receive) instanceof EOFException);
            assertThrows(IOException.class, () -> pair.dialer.send(Bytes.utf8("x")));
        }
    }

    @Test
    void aThreadThatWasInterruptedClosesInOrder() throws Exception {
        try (Pair pair = pair()) {
            Thread closer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        pair.dialer.close();
                                        assertTrue(Thread.currentThread().isInterrupted());
                                    });
            assertThrows(EOFException.class, pair.acceptor::receive);
            closer.join();
        }
    }

    @Test
    void aSlowReaderHoldsTheSenderBackAndLosesNothing() throws Exception {
        int frames = 64;
        Bytes frame = Bytes.wrap(new byte[Link.MAX_FRAME]);
        AtomicInteger sent = new AtomicInteger();
        try (Pair pair = pair()) {
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < frames; i++) {
                                    sendQuietly(pair.dialer, frame, 1);
                                    sent.incrementAndGet();
                                }
                            });
            for (int received = 0; received < frames; received++) {
                assertTrue(sent.get() <= received + MOST_IN_FLIGHT, "the sender ran ahead");
                assertEquals(frame, pair.acceptor.receive());
            }
            sender.get();
        }
    }

    @Test
    void closingIsQuickThoughThePeerReadsNothing() throws Exception {
        Bytes frame = Bytes.wrap(new byte[Link.MAX_FRAME]);
        try (Pair pair = pair()) {
            CompletableFuture<IOException> failure = new CompletableFuture<>();
            AtomicInteger sent = new AtomicInteger();
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            failure.complete(
                                                    assertThrows(
                                                            IOException.class,
                                                            () -> {
                                                                while (true) {
                                                                    pair.dialer.send(frame);
                                                                    sent.incrementAndGet();
                                                                }
                                                            })));
            awaitStuck(sender, sent);
            long start = System.nanoTime();
            pair.dialer.close();
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(tookMillis < 3000, "took " + tookMillis + " ms");
            failure.get();
        }
    }

    /**
     * Waits until a sender makes no progress: the same count and a parked thread, many times in a
     * row.
     */
    private static void awaitStuck(Thread sender, AtomicInteger sent) {
        int last = -1;
        int same = 0;
        while (same < 2000) {
            same = sent.get() == last && sender.getState() == Thread.State.WAITING ? same + 1 : 0;
            last = sent.get();
            LockSupport.parkNanos(50_000);
        }
        assertTrue(sent.get() <= MOST_IN_FLIGHT, sent + " MiB are on their way");
    }

    @Test
    void anyPeerThatAnswersIsAcceptedIfNoneIsExpected() throws Exception {
        try (Listener listener = echo();
                Link link =
                        transport.connect(listener.address(), ALICE, LinkPolicy.DEFAULT, null)) {
            assertEquals(BOB.id(), link.info().remote());
            assertEchoes(link);
        }
    }

    @Test
    void anotherKeyThanTheExpectedOneIsAMismatchAndGetsNoFrame() throws Exception {
        BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();
        try (Listener listener =
                transport.listen(
                        free.get(),
                        BOB,
                        LinkPolicy.DEFAULT,
                        link -> {
                            while (true) {
                                received.add(link.receive());
                            }
                        })) {
            IdentityMismatchException mismatch =
                    assertThrows(
                            IdentityMismatchException.class,
                            () ->
                                    transport.connect(
                                            listener.address(),
                                            ALICE,
                                            LinkPolicy.DEFAULT,
                                            CAROL.id()));
            assertEquals(CAROL.id(), mismatch.expected());
            assertEquals(BOB.id(), mismatch.actual());
            try (Link link = dial(listener)) {
                link.send(Bytes.utf8("from alice"));
                assertEquals(Bytes.utf8("from alice"), received.take());
            }
        }
    }

    @Test
    void aListenerSeesNobodyWhoCannotProveItsKey() throws Exception {
        BlockingQueue<PeerId> seen = new LinkedBlockingQueue<>();
        try (Listener listener =
                transport.listen(
                        free.get(),
                        BOB,
                        LinkPolicy.DEFAULT,
                        link -> {
                            seen.add(link.info().remote());
                            echo(link);
                        })) {
            // the one who begins may hear of the refusal late
            assertThrows(
                    IOException.class,
                    () -> {
                        try (Link link =
                                transport.connect(
                                        listener.address(),
                                        IMPOSTOR,
                                        LinkPolicy.DEFAULT,
                                        BOB.id())) {
                            // an answer comes from a listener that believes it
                            link.send(Bytes.utf8("from mallory"));
                            link.receive();
                        }
                    });
            try (Link link = dial(listener)) {
                link.send(Bytes.utf8("from alice"));
                assertEquals(Bytes.utf8("from alice"), link.receive());
            }
        }
        assertEquals(List.of(ALICE.id()), List.copyOf(seen));
    }

    @Test
    void nobodyIsReachedWhoCannotProveItsKey() throws Exception {
        BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();
        try (Listener listener =
                transport.listen(
                        free.get(),
                        IMPOSTOR,
                        LinkPolicy.DEFAULT,
                        link -> {
                            while (true) {
                                received.add(link.receive());
                            }
                        })) {
            for (PeerId expected : new PeerId[] {CAROL.id(), null}) {
                assertThrows(
                        IOException.class,
                        () ->
                                transport
                                        .connect(
                                                listener.address(),
                                                ALICE,
                                                LinkPolicy.DEFAULT,
                                                expected)
                                        .close());
            }
        }
        assertEquals(List.of(), List.copyOf(received));
    }

    @Test
    void eachKindOfKeyThatPeersHaveReachesEach() throws Exception {
        Identity dave = TestIdentities.p256("dave");
        for (Identity there : List.of(BOB, CAROL)) {
            try (Listener listener = echo(there)) {
                for (Identity here : List.of(ALICE, dave)) {
                    try (Link link =
                            transport.connect(
                                    listener.address(), here, LinkPolicy.DEFAULT, there.id())) {
                        assertEchoes(link);
                    }
                }
            }
        }
    }

    @Test
    void aKeyOfAnotherKindReachesNobodyAndIsReachedByNobody() throws Exception {
        BlockingQueue<PeerId> seen = new LinkedBlockingQueue<>();
        List<Identity> others = List.of(TestIdentities.p384("mallory"), TestIdentities.rsa("eve"));
        try (Listener listener =
                transport.listen(
                        free.get(),
                        BOB,
                        LinkPolicy.DEFAULT,
                        link -> {
                            seen.add(link.info().remote());
                            echo(link);
                        })) {
            for (Identity other : others) {
                assertRefused(
                        () -> {
                            try (Link link =
                                    transport.connect(
                                            listener.address(),
                                            other,
                                            LinkPolicy.DEFAULT,
                                            BOB.id())) {
                                // an answer comes from a listener that takes it
                                link.send(Bytes.utf8("from mallory"));
                                link.receive();
                            }
                        });
                assertRefused(
                        () -> {
                            try (Listener theirs = echo(other)) {
                                transport
                                        .connect(theirs.address(), ALICE, LinkPolicy.DEFAULT, null)
                                        .close();
                            }
                        });
            }
            try (Link link = dial(listener)) {
                assertEchoes(link);
            }
        }
        assertEquals(List.of(ALICE.id()), List.copyOf(seen));
    }

    /** A transport may refuse the key of its own side too, as the caller's mistake. */
    private static void assertRefused(Executable attempt) {
        Exception refusal = assertThrows(Exception.class, attempt);
        assertTrue(
                refusal instanceof IOException || refusal instanceof IllegalArgumentException,
                refusal::toString);
    }

    @Test
    void whereNobodyListensConnectingNamesTheAddress() throws Exception {
        Listener listener = echo();
        listener.close();
        IOException failure = assertThrows(IOException.class, () -> dial(listener));
        assertEquals("nobody listens on " + listener.address().shortForm(), failure.getMessage());
    }

    @Test
    void anAddressThatIsTakenCannotBeListenedOn() throws Exception {
        try (Listener listener = echo()) {
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () ->
                                    transport.listen(
                                            listener.address(),
                                            ALICE,
                                            LinkPolicy.DEFAULT,
                                            link -> {}));
            assertEquals(
                    "can't listen on %s: address already in use"
                            .formatted(listener.address().shortForm()),
                    failure.getMessage());
            try (Link link = dial(listener)) {
                assertEchoes(link);
            }
        }
    }

    @Test
    void anAddressOfAnotherSchemeIsTheCallersMistake() {
        Address other = Address.parse("gopher://127.0.0.1:70");
        assertThrows(
                IllegalArgumentException.class,
                () -> transport.connect(other, ALICE, LinkPolicy.DEFAULT, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> transport.listen(other, ALICE, LinkPolicy.DEFAULT, link -> {}));
    }

    @Test
    void theLinkIsClosedWhenItsHandlerReturns() throws Exception {
        Bytes farewell = Bytes.utf8("farewell");
        try (Listener listener =
                        transport.listen(
                                free.get(), BOB, LinkPolicy.DEFAULT, link -> link.send(farewell));
                Link link = dial(listener)) {
            assertEquals(farewell, link.receive());
            assertThrows(EOFException.class, link::receive);
        }
    }

    @Test
    void aHandlerThatThrowsLosesItsLinkAndNoOther() throws Exception {
        try (Listener listener =
                        transport.listen(
                                free.get(),
                                BOB,
                                LinkPolicy.DEFAULT,
                                link -> {
                                    if (link.receive().equals(Bytes.utf8("throw"))) {
                                        throw new IllegalStateException("a bug in a handler");
                                    }
                                    echo(link);
                                });
                Link good = dial(listener)) {
            good.send(Bytes.utf8("echo"));
            assertEchoes(good);
            try (Link bad = dial(listener)) {
                bad.send(Bytes.utf8("throw"));
                assertThrows(IOException.class, bad::receive);
            }
            assertEchoes(good);
        }
    }

    @Test
    void aHandlerThatBlocksHoldsUpNoOtherLink() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (Listener listener =
                        transport.listen(
                                free.get(),
                                BOB,
                                LinkPolicy.DEFAULT,
                                link -> {
                                    threads.add(Thread.currentThread());
                                    await(release);
                                });
                Link one = dial(listener);
                Link other = dial(listener)) {
            assertNotSame(threads.take(), threads.take());
            release.countDown();
            assertThrows(EOFException.class, one::receive);
            assertThrows(EOFException.class, other::receive);
        }
    }

    @Test
    void aLinkHasTheKeyExchangeThatThePolicyDemands() throws Exception {
        assumeTrue(crossesNetwork(), "its links cross no network");
        try (Pair pair = pair()) {
            String keyExchange = pair.dialer.info().keyExchange();
            assertTrue(keyExchange.contains("MLKEM"), () -> "not post-quantum: " + keyExchange);
        }
    }

    @Test
    void noMoreLinksAreAcceptedThanThePolicyAllows() throws Exception {
        try (Listener listener =
                        transport.listen(
                                free.get(),
                                BOB,
                                LinkPolicy.DEFAULT.accepting(2, 2),
                                TransportContractTest::echo);
                Link one = dial(listener)) {
            try (Link other = dial(listener)) {
                assertEchoes(one);
                assertEchoes(other);
                assertThrows(IOException.class, () -> echoOnce(listener), "a third link works");
                assertEchoes(one);
                assertEchoes(other);
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!isServed(listener)) {
                assertTrue(System.nanoTime() < end, "the place of a closed link stays taken");
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private boolean isServed(Listener listener) {
        try {
            echoOnce(listener);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void echoOnce(Listener listener) throws IOException {
        try (Link link = dial(listener)) {
            assertEchoes(link);
        }
    }

    @Test
    void anOtherSideThatSaysNothingIsGivenUp() throws Exception {
        RawConnections.Silent silent = below().accept(free.get());
        try (AutoCloseable _ = silent.end()) {
            assertWithinTheLimit(
                    "connecting to a side that says nothing",
                    () ->
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            transport.connect(
                                                    silent.address(),
                                                    ALICE,
                                                    LinkPolicy.DEFAULT,
                                                    BOB.id())));
        }
    }

    @Test
    void aConnectionThatSaysNothingIsDroppedAndNeverSeen() throws Exception {
        RawConnections below = below();
        BlockingQueue<PeerId> seen = new LinkedBlockingQueue<>();
        try (Listener listener =
                        transport.listen(
                                free.get(),
                                BOB,
                                LinkPolicy.DEFAULT,
                                link -> {
                                    seen.add(link.info().remote());
                                    echo(link);
                                });
                InputStream silent = below.connect(listener.address())) {
            echoOnce(listener);
            assertWithinTheLimit("a connection that says nothing", () -> readToTheEnd(silent));
        }
        assertEquals(List.of(ALICE.id()), List.copyOf(seen));
    }

    private RawConnections below() {
        Optional<RawConnections> raw = raw();
        assumeTrue(raw.isPresent(), "nothing lies below its links");
        return raw.orElseThrow();
    }

    private static void readToTheEnd(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // reset: that is an end as well
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        }
    }

    private void assertWithinTheLimit(String deed, Runnable body) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                body.run();
                                done.complete(null);
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        });
        Duration most = handshakeLimit().plus(PATIENCE);
        try {
            done.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    deed + " takes longer than " + handshakeLimit().toMillis() + " ms", e);
        }
    }

    @Test
    void aClosedListenerAcceptsNothingAndClosesItsLinks() throws Exception {
        Listener listener = echo();
        try (Link link = dial(listener)) {
            assertEchoes(link);
            listener.close();
            listener.close();
            assertThrows(IOException.class, link::receive);
            assertThrows(IOException.class, () -> dial(listener));
        }
    }

    @Test
    void anAddressIsFreeAgainWhenItsListenerIsClosed() throws Exception {
        Listener first = echo();
        try (Link link = dial(first)) {
            assertEchoes(link);
        }
        first.close();
        try (Listener second =
                        transport.listen(
                                first.address(),
                                BOB,
                                LinkPolicy.DEFAULT,
                                TransportContractTest::echo);
                Link link = dial(second)) {
            assertEchoes(link);
        }
    }
}
