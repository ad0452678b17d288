package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessagePrinterTest {
    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00Z");
    private static final Peer ALICE =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("alice"), List.of());

    private static final ShownTimes TIMES =
            new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private static MessageArrived arrived(Trust trust) {
        return new MessageArrived(
                new Message("1", ALICE.id(), ALICE.id(), Message.TEXT, Bytes.utf8("hello"), NOW),
                ALICE,
                ALICE.name(),
                trust,
                false);
    }

    private static MessagePrinter text(PrintStream out) {
        return new MessagePrinter.Text(out, out, TIMES, ContactLines.inChat());
    }

    private static MessagePrinter json(PrintStream out) {
        return new MessagePrinter.Json(new JsonLines(out), InstantSource.fixed(NOW));
    }

    private JsonNode printed(Trust trust) {
        bytes.reset();
        json(out).print(arrived(trust));
        return JsonMapper.shared().readTree(bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageStandsWithTimeAndName() {
        text(out).print(arrived(Trust.UNVERIFIED));
        assertEquals("2026-01-02 13:05 alice: hello\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anImpostorIsMarkedForPeople() {
        text(out).print(arrived(Trust.CHANGED));
        assertEquals(
                "2026-01-02 13:05 alice (another key: " + ALICE.id().shortForm() + "): hello\n",
                bytes.toString(StandardCharsets.UTF_8));
    }

    /** A sender may write any number of milliseconds. */
    @Test
    void aTimeThatIsNoneIsNullForPrograms() {
        for (long millis : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            Message message =
                    new Message(
                            "1",
                            ALICE.id(),
                            ALICE.id(),
                            Message.TEXT,
                            Bytes.utf8("hello"),
                            Instant.ofEpochMilli(millis));
            bytes.reset();
            json(out)
                    .print(
                            new MessageArrived(
                                    message, ALICE, ALICE.name(), Trust.UNVERIFIED, false));
            json(out).print(new ContactRequest(message, ALICE.name(), ALICE.name(), NOW));
            bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(JsonMapper.shared()::readTree)
                    .forEach(
                            event -> {
                                assertTrue(event.get("sentAt").isNull(), event::toString);
                                assertEquals(
                                        "2026-01-02T13:05:00Z", event.get("receivedAt").asString());
                            });
        }
        assertEquals("2026-01-02T13:05:00Z", printed(Trust.VERIFIED).get("sentAt").asString());
    }

    @Test
    void programsAreToldOfTheTrust() {
        assertEquals("unverified", printed(Trust.UNVERIFIED).get("trust").asString());
        assertEquals("verified", printed(Trust.VERIFIED).get("trust").asString());
        assertEquals("alice", printed(Trust.VERIFIED).get("name").asString());
    }

    @Test
    void anImpostorHasNotTheContactsNameForPrograms() {
        JsonNode message = printed(Trust.CHANGED);
        assertEquals("changed", message.get("trust").asString());
        assertEquals(ALICE.id().text(), message.get("name").asString());
        assertEquals(ALICE.id().text(), message.get("from").asString());
    }

    private static ContactRequest request(String name) {
        return new ContactRequest(
                new Message("1", ALICE.id(), ALICE.id(), Message.TEXT, Bytes.utf8("hello"), NOW),
                new PeerName(name),
                ALICE.name(),
                NOW);
    }

    @Test
    void aRequestIsANoticeForPeople() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        new MessagePrinter.Text(nowhere, out, TIMES, ContactLines.inChat()).print(request("alice"));
        assertEquals(
                "alice (key %s) would like to write to you: hello\n"
                                .formatted(ALICE.id().shortForm())
                        + "hint: /accept alice, or /block alice\n",
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aRequestIsAnEventForPrograms() {
        json(out).print(request("alice"));
        assertEquals(
                """
                {"event":"request","messageId":"1","from":"%1$s","name":"alice","code":"%2$s",\
                "text":"hello","sentAt":"2026-01-02T13:05:00Z","receivedAt":"2026-01-02T13:05:00Z"}
                """
                        .formatted(ALICE.id(), ALICE.id().shortForm()),
                bytes.toString(StandardCharsets.UTF_8));
        bytes.reset();
        json(out).print(request("stand-in"));
        assertTrue(
                bytes.toString(StandardCharsets.UTF_8).contains("\"name\":\"" + ALICE.id() + "\""));
    }

    @Test
    void programsAreToldOfWhatPluginsDo() {
        json(out).print(new NodeEvent.Notice("bot", "hi"));
        json(out)
                .print(
                        new NodeEvent.Notice(
                                "files", "", "file-offered", Map.of("name", "\u202ea")));
        json(out).print(new NodeEvent.PluginSent("bot", arrived(Trust.VERIFIED).message(), ALICE));
        assertEquals(
                """
                {"event":"plugin","plugin":"bot","kind":"notice","text":"hi","data":{},\
                "at":"2026-01-02T13:05:00Z"}
                {"event":"plugin","plugin":"files","kind":"file-offered","text":"",\
                "data":{"name":"\\u202ea"},"at":"2026-01-02T13:05:00Z"}
                {"event":"sent","plugin":"bot","messageId":"1","to":"%s","name":"alice",\
                "type":"text/plain","text":"hello","sentAt":"2026-01-02T13:05:00Z"}
                """
                        .formatted(ALICE.id()),
                bytes.toString(StandardCharsets.UTF_8));
        bytes.reset();
        text(out).print(new NodeEvent.Notice("bot", "hi"));
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageThatCanNotBeWrittenIsAnError() {
        for (MessagePrinter open : List.of(text(out), json(out))) {
            open.print(arrived(Trust.VERIFIED));
        }
        PrintStream broken = new PrintStream(new BrokenPipe(), false, StandardCharsets.UTF_8);
        for (MessagePrinter printer : List.of(text(broken), json(broken))) {
            assertThrows(UncheckedIOException.class, () -> printer.print(arrived(Trust.VERIFIED)));
        }
    }

    @Test
    void aMessageThatMayHaveBeenPrintedBeforeIsMarked() {
        MessageArrived first = arrived(Trust.VERIFIED);
        MessageArrived again =
                new MessageArrived(
                        first.message(), first.peer(), first.claimed(), first.trust(), true);
        text(out).print(again);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains(" alice (perhaps again): "));
        json(out).print(again);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains(",\"redelivered\":true}"));
        json(out).print(first);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains(",\"redelivered\":false}"));
    }

    private static final class BrokenPipe extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
