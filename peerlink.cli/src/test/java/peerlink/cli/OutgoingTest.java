package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

class OutgoingTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final RecordingView view = new RecordingView();
    private final Outgoing outgoing = new Outgoing(new PeerName("alice"), view, () -> "13:05");
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
        return new Conversation() {
            @Override
            public Peer peer() {
                return BOB;
            }

            @Override
            public Delivery send(String type, Bytes content) throws IOException {
                return sending.send(
                        new Message("1", BOB.id(), BOB.id(), type, content, Instant.EPOCH));
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
                "✗ not delivered to bob: bob has another key  /trust bob if you know that the key is"
                        + " right",
                view.await(line -> line.contains("not delivered")));
    }
}
