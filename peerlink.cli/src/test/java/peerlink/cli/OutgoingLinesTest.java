package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
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

class OutgoingLinesTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final RecordingView view = new RecordingView();
    private final OutgoingLines outgoing =
            new OutgoingLines(new PeerName("alice"), view, () -> "13:05");
    private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

    @AfterEach
    void close() {
        outgoing.close();
    }

    /** Sends nothing; the test decides what becomes of the message. */
    private record Sent(Message message, CompletionStage<Void> acknowledged) implements Delivery {
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
        return new Conversation() {
            @Override
            public Peer peer() {
                return peer;
            }

            @Override
            public Delivery send(String type, Bytes content) throws IOException {
                return sending.send(
                        new Message("1", BOB.id(), peer.id(), type, content, Instant.EPOCH));
            }
        };
    }

    @Test
    void anAcknowledgedMessageIsShownAsDelivered() throws Exception {
        acknowledged.complete(null);
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "hello");
        assertEquals("13:05 alice→bob: hello ✓", view.await(line -> line.contains("hello")));
    }

    @Test
    void aMessageThatTakesLongerIsShownAsPendingAndLaterAsDelivered() throws Exception {
        outgoing.send(conversation(message -> new Sent(message, acknowledged)), "hello");
        assertEquals("13:05 alice→bob: hello …", view.await(line -> line.contains("hello")));
        acknowledged.complete(null);
        assertEquals(
                "✓ delivered to bob: hello", view.await(line -> line.contains("delivered to bob")));
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
        assertEquals(1, view.lines().size());
        view.await(line -> line.contains("to bob 19 …"));
        assertEquals(
                IntStream.range(0, 20)
                        .mapToObj(i -> "13:05 alice→bob: to bob " + i + " …")
                        .toList(),
                view.lines().subList(1, 21));
    }

    @Test
    void whatIsTypedJustBeforeTheEndIsStillSent() throws Exception {
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
    void whatCanNotBeSentBeforeTheEndIsShownAsNotSent() throws Exception {
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
        assertEquals(
                "✗ not sent to bob: one",
                view.await(line -> line.contains("not sent to bob: one")));
        assertEquals(
                "✗ not sent to bob: two",
                view.await(line -> line.contains("not sent to bob: two")));
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
        assertEquals("13:05 alice→bob: hello ✗", view.await(line -> line.contains("hello")));
        assertEquals(
                "✗ not delivered to bob: bob does not answer",
                view.await(line -> line.contains("not delivered")));
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
                "✗ not delivered to bob: bob has another key  /contacts shows how far each key is trusted",
                view.await(line -> line.contains("not delivered")));
    }
}
