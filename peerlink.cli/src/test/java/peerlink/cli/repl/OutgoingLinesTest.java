package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.fixture.RecordingView;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEndedException;

class OutgoingLinesTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final RecordingView view = new RecordingView();
    private final OutgoingLines outgoing = outgoing(Optional.empty());
    private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

    private OutgoingLines outgoing(Optional<String> reason) {
        return new OutgoingLines(
                new PeerName("alice"),
                view,
                () -> "13:05 ",
                _ -> reason,
                (_, _) -> {},
                Duration.ZERO);
    }

    @AfterEach
    void close() {
        outgoing.close();
    }

    /** Sends nothing; the test decides the fate of the message. */
    private record Sent(
            Message message, CompletionStage<Void> stored, CompletionStage<Void> acknowledged)
            implements Delivery {
        Sent(Message message, CompletionStage<Void> acknowledged) {
            this(message, CompletableFuture.completedFuture(null), acknowledged);
        }

        /** Returns a stage like the node's, which no other code can complete. */
        @Override
        public CompletionStage<Void> stored() {
            return stored.thenApply(nothing -> nothing);
        }

        @Override
        public CompletionStage<Void> acknowledged() {
            return acknowledged.thenApply(nothing -> nothing);
        }

        @Override
        public void await(Duration timeout) {
            throw new UnsupportedOperationException();
        }
    }

    private interface Sending {
        Delivery send(Message message) throws IOException;
    }

    private static Conversation conversation(Sending sending) {
        return conversation(BOB, sending);
    }

    private static Conversation conversation(Peer peer, Sending sending) {
        return conversation(() -> peer, sending);
    }

    private static Conversation conversation(Supplier<Peer> peer, Sending sending) {
        return new Conversation() {
            @Override
            public Peer peer() {
                return peer.get();
            }

            @Override
            public Delivery send(String type, Bytes content) throws IOException {
                return sending.send(
                        new Message("1", BOB.id(), peer().id(), type, content, Instant.EPOCH));
            }
        };
    }

    @Test
    void aTerminalThatShowsTypedLinesItselfIsToldWhatIsNotAsExpected() throws Exception {
        view.echoes();
        CompletableFuture<Void> atOnce = CompletableFuture.completedFuture(null);
        try (OutgoingLines prompt =
                new OutgoingLines(
                        new PeerName("alice"),
                        view,
                        () -> "13:05 ",
                        _ -> Optional.of("bob is away"),
                        (_, _) -> {},
                        Duration.ofDays(1))) {
            prompt.send(conversation(message -> new Sent(message, atOnce)), "delivered at once");
            Conversation elsewhere = conversation(message -> new Sent(message, atOnce));
            prompt.follow(elsewhere, elsewhere.sendText("by a shell"));
            CompletableFuture<Void> failed = new CompletableFuture<>();
            failed.completeExceptionally(new IOException("no way"));
            prompt.send(conversation(message -> new Sent(message, failed)), "lost");
            view.await("✗ not delivered to bob: lost (no way)"::equals);
        }
        try (OutgoingLines late = outgoing(Optional.of("bob is away"))) {
            late.send(conversation(message -> new Sent(message, acknowledged)), "hello");
            view.await("… waiting for bob: bob is away"::equals);
            acknowledged.complete(null);
            view.await("✓ delivered to bob: hello"::equals);
        }
        assertEquals(
                List.of(
                        "13:05 alice→bob: by a shell",
                        "✗ not delivered to bob: lost (no way)",
                        "… waiting for bob: bob is away",
                        "✓ delivered to bob: hello"),
                view.lines());
    }

    @Test
    void anAcknowledgedMessageIsShownAsDelivered() throws Exception {
        acknowledged.complete(null);
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "hello");
        assertEquals("13:05 alice→bob: hello ✓", view.await(line -> line.contains("✓")));
    }

    @Test
    void aLineThatWaitsSaysWhyUntilItIsDelivered() throws Exception {
        try (OutgoingLines waiting = outgoing(Optional.of("bob is not registered now"))) {
            waiting.send(conversation(message -> new Sent(message, acknowledged)), "one");
            assertEquals(
                    "13:05 alice→bob: one …\n      bob is not registered now",
                    view.await(line -> line.contains("not registered")));
            acknowledged.complete(null);
            view.await("13:05 alice→bob: one ✓"::equals);
            // another wait
            waiting.send(
                    conversation(message -> new Sent(message, new CompletableFuture<>())), "two");
            assertEquals(
                    "13:05 alice→bob: two …\n      bob is not registered now",
                    view.await(line -> line.contains("not registered")));
        }
    }

    @Test
    void theReasonOfOneWaitIsSaidOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (OutgoingLines waiting =
                new OutgoingLines(
                        new PeerName("alice"),
                        view,
                        () -> "13:05 ",
                        _ -> {
                            asked.countDown();
                            return Optional.of("bob is not registered now");
                        },
                        (_, _) -> {},
                        Duration.ZERO)) {
            waiting.send(conversation(message -> new Sent(message, acknowledged)), "one");
            view.await(line -> line.contains("not registered"));
            waiting.send(conversation(message -> new Sent(message, acknowledged)), "two");
            asked.await();
            view.await("13:05 alice→bob: two …"::equals);
        }
    }

    @Test
    void aLineAndItsMarkAreShownTogether() throws Exception {
        view.clear();
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "    one\n\ttwo");
        assertEquals(
                "13:05 alice→bob:\n          one\n              two …",
                view.await(line -> line.contains("…")));
    }

    @Test
    void aMessageIsPendingOnlyOnceItIsStored() throws Exception {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        outgoing.send(conversation(message -> new Sent(message, stored, acknowledged)), "hello");
        assertEquals("13:05 alice→bob: hello", view.await(line -> line.contains("hello")));
        stored.complete(null);
        assertEquals("13:05 alice→bob: hello …", view.await(line -> line.contains("hello …")));
        acknowledged.complete(null);
        view.await(line -> line.contains("hello ✓"));
        assertEquals(List.of("13:05 alice→bob: hello ✓"), view.lines());
    }

    @Test
    void aLineThatMayStillChangeFollowsTheNameOfItsPeer() throws Exception {
        AtomicReference<Peer> peer = new AtomicReference<>(BOB);
        outgoing.send(conversation(peer::get, message -> new Sent(message, acknowledged)), "hello");
        view.await(line -> line.contains("bob: hello …"));
        peer.set(new Peer(BOB.id(), new PeerName("dad"), List.of()));
        outgoing.renamed();
        assertEquals(List.of("13:05 alice→dad: hello …"), view.lines());
        peer.set(new Peer(BOB.id(), new PeerName("pa"), List.of()));
        acknowledged.complete(null);
        view.await(line -> line.contains("✓"));
        assertEquals(List.of("13:05 alice→pa: hello ✓"), view.lines());
    }

    @Test
    void aMessageThatCanNotBeStoredIsNotSentAndCanBeBroughtBack() throws Exception {
        CompletableFuture<Void> failed =
                CompletableFuture.failedFuture(new IOException("the disk is full"));
        outgoing.send(conversation(message -> new Sent(message, failed, failed)), "hello");
        assertEquals(
                """
                13:05 alice→bob: hello ✗
                ✗ not sent to bob: the disk is full  the Up key brings the line back\
                """,
                view.await(line -> line.contains("✗")));
    }

    @Test
    void aMessageThatTheNodeDidNotGetRidOfBeforeTheEndStaysPending() throws Exception {
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "hello");
        view.await(line -> line.contains("hello …"));
        acknowledged.completeExceptionally(ended());
        assertEquals(List.of("13:05 alice→bob: hello …"), view.lines());
    }

    private static NodeEndedException ended() throws Exception {
        Path folder = Files.createTempDirectory("node");
        Node node =
                new NodeBuilder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .transports(List.of())
                        .looking()
                        .start();
        node.close();
        return assertThrows(
                NodeEndedException.class, () -> node.conversation(BOB).sendText("too late"));
    }

    @Test
    void aPeerWhoDoesNotAnswerDelaysNoLineForAnother() throws Exception {
        for (int i = 0; i < 20; i++) {
            outgoing.send(conversation(message -> new Sent(message, acknowledged)), "to bob " + i);
        }
        Peer carol = new Peer(PeerId.ofKey(new byte[] {2}), new PeerName("carol"), List.of());
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        outgoing.send(conversation(carol, message -> new Sent(message, done)), "to carol");
        view.await(line -> line.contains("to carol ✓"));
        view.await(line -> line.contains("to bob 19 …"));
        assertEquals(
                IntStream.range(0, 20)
                        .mapToObj(i -> "13:05 alice→bob: to bob " + i + " …")
                        .toList(),
                view.lines().subList(0, 20));
    }

    @Test
    void aLineTypedJustBeforeTheEndIsStillSent() throws Exception {
        CountDownLatch dialled = new CountDownLatch(1);
        outgoing.send(
                conversation(
                        message -> {
                            awaiting(dialled);
                            return new Sent(message, CompletableFuture.completedFuture(null));
                        }),
                "bye");
        Thread end = Thread.ofPlatform().start(outgoing::close);
        while (end.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        dialled.countDown();
        end.join();
        assertTrue(
                view.lines().getFirst().startsWith("13:05 alice→bob: bye "),
                view.lines()::toString);
        assertFalse(view.lines().toString().contains("✗"), view.lines()::toString);
    }

    @Test
    void aLineThatCanNotBeSentBeforeTheEndIsShownAsNotSent() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (String text : List.of("one", "two")) {
            outgoing.send(
                    conversation(
                            message -> {
                                awaiting(never);
                                return new Sent(message, acknowledged);
                            }),
                    text);
        }
        outgoing.close();
        for (String text : List.of("one", "two")) {
            view.await(
                    line ->
                            line.startsWith(
                                    "13:05 alice→bob: %s ✗\n✗ not sent to bob: ".formatted(text)));
        }
    }

    private static void awaiting(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while dialling");
        }
    }

    @Test
    void aMessageThatCanNotBeSentSaysWhy() throws Exception {
        outgoing.send(
                conversation(
                        _ -> {
                            throw new PeerUnavailableException("bob does not answer");
                        }),
                "hello");
        assertEquals(
                """
                13:05 alice→bob: hello ✗
                ✗ not sent to bob: bob does not answer  the Up key brings the line back\
                """,
                view.await(line -> line.contains("✗")));
    }

    @Test
    void aMessageThatFailsLaterSaysSoOnItsLine() throws Exception {
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "hello");
        view.await(line -> line.contains("hello …"));
        acknowledged.completeExceptionally(new IOException("cancelled"));
        assertEquals(
                "13:05 alice→bob: hello ✗\n✗ not delivered to bob: cancelled",
                view.await(line -> line.contains("✗")));
    }

    @Test
    void aChangedKeyNamesTheWayOut() throws Exception {
        outgoing.send(
                conversation(
                        _ -> {
                            throw new UntrustedPeerException("bob has another key");
                        }),
                "hello");
        assertEquals(
                """
                13:05 alice→bob: hello ✗
                ✗ not sent to bob: bob has another key  /contacts shows how far each key is trusted\
                """,
                view.await(line -> line.contains("✗")));
    }
}
