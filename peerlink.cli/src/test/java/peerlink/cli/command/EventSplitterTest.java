package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.MessagePrinter;
import peerlink.cli.text.ShownTimes;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

class EventSplitterTest {
    private static final Peer ALICE =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("alice"), List.of());

    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00Z");

    private static final ShownTimes TIMES =
            new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final EventSplitter events =
            new EventSplitter(
                    new MessagePrinter.Text(out, out, TIMES, ContactLines.inChat()), _ -> {});

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
                NOW,
                false);
    }

    @Test
    void aMessageThatComesBeforeTheNodeIsReadyIsNotToldOfUntilItIsPrinted() throws Exception {
        Thread node = Thread.ofPlatform().daemon().start(() -> events.accept(message(1)));
        while (node.getState() != Thread.State.WAITING) {
            assertTrue(node.isAlive());
            Thread.onSpinWait();
        }
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
        events.ready(ALICE, "", "", List.of());
        assertTrue(node.join(Duration.ofSeconds(10)));
        assertEquals("2026-01-02 13:05 alice: message 1\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageThatCanNotBePrintedIsNotToldOfAndEndsTheListening() throws Exception {
        PrintStream full =
                new PrintStream(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("no space left on device");
                            }
                        });
        EventSplitter stuck =
                new EventSplitter(
                        new MessagePrinter.Text(full, out, TIMES, ContactLines.inChat()), _ -> {});
        stuck.ready(ALICE, "", "", List.of());
        assertThrows(UncheckedIOException.class, () -> stuck.accept(message(1)));
        stuck.awaitFailure();
    }
}
