package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.NodeEvent;
import peerlink.core.Trust;

class ArrivalsTest {
    private static final Peer ALICE =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("alice"), List.of());

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Arrivals arrivals =
            new Arrivals(
                    new MessagePrinter.Text(out, out, () -> "13:05", ContactLines.inChat()),
                    _ -> {});

    private static NodeEvent message(int number) {
        return new NodeEvent.MessageArrived(
                new Message(
                        "1",
                        ALICE.id(),
                        ALICE.id(),
                        Message.TEXT,
                        Bytes.utf8("message " + number),
                        Instant.EPOCH),
                ALICE,
                ALICE.name(),
                Trust.VERIFIED,
                false);
    }

    @Test
    void whatComesBeforeTheNodeIsReadyIsKeptUpToALimitAndThenWaits() throws Exception {
        int more = 5;
        AtomicInteger taken = new AtomicInteger();
        Thread node =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    for (int i = 0; i < Arrivals.MOST_EARLY + more; i++) {
                                        arrivals.accept(message(i));
                                        taken.incrementAndGet();
                                    }
                                });
        while (node.getState() != Thread.State.WAITING && node.isAlive()) {
            Thread.onSpinWait();
        }
        assertEquals(Arrivals.MOST_EARLY, taken.get());
        arrivals.ready(ALICE, "", "");
        assertTrue(node.join(Duration.ofSeconds(10)));
        assertEquals(
                Arrivals.MOST_EARLY + more, bytes.toString(StandardCharsets.UTF_8).lines().count());
    }
}
