package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.Fields;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.testkit.contract.TestIdentities;

/** The client obeys registries that ask it to come back later. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
final class RetryAfterTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Query ANYBODY = new Query.ById(ALICE.id());
    private static final long LONG = Duration.ofHours(3).toMillis();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger links = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    /** Serves a link, or a request. */
    private interface Doing {
        void on(Link link) throws IOException;
    }

    private Directory serve(Doing doing) throws IOException {
        Listener listener =
                Nodes.network(OPERATOR)
                        .listen(
                                Nodes.ANY_PORT,
                                Map.of(
                                        ProtocolLimits.PROTOCOL,
                                        link -> {
                                            links.incrementAndGet();
                                            doing.on(link);
                                        }));
        opened.add(listener);
        Directory directory =
                new RegistryDiscovery(InstantSource.system(), Nodes.QUICK)
                        .open(
                                Address.parse("registry://" + listener.address().hostAndPort()),
                                Nodes.network(ALICE));
        opened.add(directory);
        return directory;
    }

    /** Answers every request, the first one being number 1. */
    private Directory answering(BiFunction<Request, Integer, Answer> answers) throws IOException {
        return serve(
                link -> {
                    while (true) {
                        Fields fields = CborMaps.map(link.receive(), ProtocolLimits.MAX_REQUEST);
                        Answer answer =
                                answers.apply(Request.decode(fields), requests.incrementAndGet());
                        link.send(Answer.encode(Request.number(fields), answer));
                    }
                });
    }

    private static void sendAndWait(Link link, Answer answer) throws IOException {
        link.send(Answer.encode(0, answer));
        // ends when the client closes it
        link.receive();
    }

    private static Answer.Failure failure(ErrorCode code, long retryAfter) {
        return new Answer.Failure(
                code.word(),
                "come back later",
                OptionalLong.of(retryAfter),
                OptionalLong.empty(),
                "412.7");
    }

    @Test
    void oneThatGoesAwayIsLeftAloneWhoeverAsks() throws Exception {
        Directory directory = serve(link -> sendAndWait(link, new Answer.GoAway(LONG)));
        directory.watch(_ -> {});
        Nodes.await("a link", () -> links.get() == 1);
        for (int i = 0; i < 3; i++) {
            IOException said = assertThrows(IOException.class, () -> directory.find(ANYBODY));
            assertTrue(said.getMessage().contains("wants to be left alone for "), said::getMessage);
            assertTrue(said.getMessage().endsWith("the registry is going away"), said::getMessage);
        }
        assertEquals(1, links.get());
    }

    /**
     * A server that accepts links and does nothing else is no registry, and watchers do not hear
     * that it is back.
     */
    @Test
    void oneThatEndsEachLinkIsTriedLessAndLessAndNeverTakenForConnected() throws Exception {
        List<Long> bounds = new CopyOnWriteArrayList<>();
        Random shortest =
                new Random() {
                    @Override
                    public long nextLong(long origin, long bound) {
                        bounds.add(bound - 1);
                        return origin;
                    }
                };
        var backoff =
                new Backoff(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(64),
                        Duration.ofMillis(8));
        Listener listener =
                Nodes.network(OPERATOR)
                        .listen(
                                Nodes.ANY_PORT,
                                Map.of(ProtocolLimits.PROTOCOL, _ -> links.incrementAndGet()));
        opened.add(listener);
        Directory directory =
                new RegistryDirectory(
                        "the registry",
                        listener.address(),
                        () ->
                                Nodes.network(ALICE)
                                        .open(
                                                listener.address(),
                                                ProtocolLimits.PROTOCOL,
                                                OPERATOR.id()),
                        ALICE,
                        new DirectoryOptions(
                                backoff,
                                1,
                                InstantSource.system(),
                                new NewestRecords(),
                                Optional.empty(),
                                shortest));
        opened.add(directory);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        Nodes.await("the longest pause", () -> bounds.size() >= 16);
        List<Long> pairs = bounds.subList(0, 16);
        assertEquals(
                List.of(2L, 2L, 4L, 4L, 8L, 8L, 16L, 8L, 32L, 8L, 64L, 8L, 64L, 8L, 64L, 8L),
                pairs,
                "the usual bound, and that while a caller waits");
        assertTrue(
                events.stream().allMatch(DirectoryEvent.Disconnected.class::isInstance),
                events::toString);
    }

    @Test
    void oneThatHasTooManyConnectionsIsLeftAloneAndSaysWhatItsLogCallsIt() throws Exception {
        Directory directory = serve(link -> sendAndWait(link, failure(ErrorCode.TOO_MANY, LONG)));
        IOException said = assertThrows(IOException.class, () -> directory.find(ANYBODY));
        assertTrue(said.getMessage().endsWith("come back later (request 412.7)"), said::getMessage);
        assertThrows(IOException.class, () -> directory.find(ANYBODY));
        assertEquals(1, links.get());
    }

    @Test
    void aClientSentAwayForAMomentComesBack() throws Exception {
        Directory directory =
                serve(
                        link -> {
                            if (links.get() < 3) {
                                sendAndWait(link, new Answer.GoAway(5));
                            }
                            link.receive();
                        });
        directory.watch(_ -> {});
        Nodes.await("a third link", () -> links.get() == 3);
    }

    @Test
    void aRefusalNamesTheRequestAsInTheLogAndTheTimeToComeBack() throws Exception {
        Directory directory = answering((_, _) -> failure(ErrorCode.RATE_LIMITED, 700));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> directory.find(ANYBODY));
        assertEquals("come back later (request 412.7)", refused.getMessage());
        assertEquals(Duration.ofMillis(700), refused.retryAfter().orElseThrow());
    }

    @Test
    void aRegistrysWordForARequestIsANumberOrNothing() {
        for (String word : List.of("1", "1.", ".1", "\u001b[31m", "1.2.3", "1".repeat(39), "a.b")) {
            assertEquals("", failure(ErrorCode.TOO_MANY, 1).called(word).request(), word);
        }
    }

    /** The watch would miss every peer until the link is lost. */
    @Test
    void aClientThatMayNotWatchForAMomentAsksAgainOnTheSameLink() throws Exception {
        AtomicInteger watches = new AtomicInteger();
        Directory directory =
                answering(
                        (request, _) ->
                                switch (request) {
                                    case Request.Watch _ when watches.incrementAndGet() < 3 ->
                                            failure(ErrorCode.UNAVAILABLE, 5);
                                    case Request.Watch _ ->
                                            new Answer.Resync(new Cursor("epoch1", 1));
                                    case Request.ListPage _ -> new Answer.Records(List.of(), null);
                                    default -> new Answer.Done();
                                });
        directory.watch(_ -> {});
        Nodes.await("a third attempt", () -> watches.get() == 3);
        assertEquals(1, links.get());
    }

    @Test
    void aLeaseIsNotRenewedBeforeTheServerIsReadyForIt() throws Exception {
        Directory directory =
                answering(
                        (request, number) ->
                                request instanceof Request.Renew
                                        ? failure(ErrorCode.UNAVAILABLE, number < 4 ? 5 : LONG)
                                        : new Answer.Leased(100, 10, ""));
        directory.register(Nodes.announcement("alice"));
        Nodes.await("three renewals", () -> requests.get() == 4);
        // another request goes through meanwhile, a renewal does not
        assertThrows(IOException.class, () -> directory.find(ANYBODY));
        assertEquals(5, requests.get());
    }
}
