package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.PrintedJson;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
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
                NOW,
                false);
    }

    private static MessagePrinter text(PrintStream out) {
        return new MessagePrinter.Text(out, out, TIMES, ContactLines.inChat());
    }

    private static MessagePrinter json(PrintStream out) {
        return json(out, EventKind.USUAL);
    }

    private static MessagePrinter json(PrintStream out, String kinds) {
        return new MessagePrinter.Json(
                new JsonLines(out),
                InstantSource.fixed(NOW),
                EventKind.parse(kinds),
                new MessagePrinter.Text(out, out, TIMES, ContactLines.inChat()));
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
    void aMessageIsDatedByItsArrivalAlsoIfItIsPrintedLater() {
        MessageArrived first = arrived(Trust.VERIFIED);
        MessageArrived earlier =
                new MessageArrived(
                        first.message(),
                        first.peer(),
                        first.claimed(),
                        first.trust(),
                        NOW.minusSeconds(120),
                        true);
        json(out).print(earlier);
        text(out).print(earlier);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(
                lines.getFirst().contains("\"receivedAt\":\"2026-01-02T13:03:00.000Z\""),
                lines.getFirst());
        assertEquals("2026-01-02 13:03 alice (perhaps again): hello", lines.getLast());
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
                                    message, ALICE, ALICE.name(), Trust.UNVERIFIED, NOW, false));
            json(out).print(new ContactRequest(message, ALICE.name(), ALICE.name(), NOW));
            bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(JsonMapper.shared()::readTree)
                    .forEach(
                            event -> {
                                assertTrue(event.get("sentAt").isNull(), event::toString);
                                assertEquals(
                                        "2026-01-02T13:05:00.000Z",
                                        event.get("receivedAt").asString());
                            });
        }
        assertEquals("2026-01-02T13:05:00.000Z", printed(Trust.VERIFIED).get("sentAt").asString());
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
                        + "hint: /accept alice\nhint: /block alice\n",
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aRequestIsAnEventForPrograms() {
        json(out).print(request("alice"));
        assertEquals(
                """
                {"event":"request","messageId":"1","from":"%1$s","name":"alice","code":"%2$s",\
                "text":"hello","sentAt":"2026-01-02T13:05:00.000Z","receivedAt":"2026-01-02T13:05:00.000Z"}
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
        assertTrue(json(out).isFor(new NodeEvent.Notice("bot", "hi")));
        json(out).print(new NodeEvent.Notice("bot", "hi"));
        json(out)
                .print(
                        new NodeEvent.Notice(
                                "files", "", "file-offered", Map.of("name", "\u202ea"), false));
        json(out).print(new NodeEvent.PluginSent("bot", arrived(Trust.VERIFIED).message(), ALICE));
        assertEquals(
                """
                {"event":"plugin","plugin":"bot","kind":"notice","text":"hi","data":{},\
                "at":"2026-01-02T13:05:00.000Z"}
                {"event":"plugin","plugin":"files","kind":"file-offered","text":"",\
                "data":{"name":"\\u202ea"},"at":"2026-01-02T13:05:00.000Z"}
                {"event":"sent","plugin":"bot","messageId":"1","to":"%s","name":"alice",\
                "type":"text/plain","text":"hello","sentAt":"2026-01-02T13:05:00.000Z"}
                """
                        .formatted(ALICE.id()),
                bytes.toString(StandardCharsets.UTF_8));
        assertFalse(text(out).isFor(new NodeEvent.Notice("bot", "hi")));
    }

    private static List<NodeEvent> eventsForPrograms() {
        Message message = arrived(Trust.VERIFIED).message();
        Address directory = Address.of("registry", "192.0.2.1", 7777);
        LinkInfo link =
                new LinkInfo(
                        ALICE.id(),
                        Address.of("tls", "192.0.2.2", 7001),
                        Address.of("relay", "192.0.2.1", 7777),
                        LinkInfo.Origin.DIALLED,
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256",
                        "X25519MLKEM768",
                        "Ed25519",
                        NOW,
                        LinkInfo.Path.RELAYED);
        return List.of(
                arrived(Trust.UNVERIFIED),
                arrived(Trust.CHANGED),
                new NodeEvent.RequestArrived(request("alice")),
                new NodeEvent.Notice("bot", "hi", "roll", Map.of("at", NOW, "sum", 7), false),
                new NodeEvent.PluginSent("bot", message, ALICE),
                new NodeEvent.PeerAppeared(ALICE),
                new NodeEvent.PeerLeft(ALICE),
                new NodeEvent.PeersUnlisted(directory, List.of(ALICE, ALICE)),
                new NodeEvent.MessageDelivered(message, ALICE),
                new NodeEvent.MessageFailed(message, ALICE, "too old"),
                new NodeEvent.DirectoryConnected(directory),
                new NodeEvent.DirectoryLost(directory, "no route"),
                new NodeEvent.RegistrationRefused(directory, "name-taken", "another one's"),
                new NodeEvent.RegistrationGranted(directory),
                new NodeEvent.RegistrationConflict(directory, "another process"),
                new NodeEvent.LinkOpened(ALICE, link),
                new NodeEvent.LinkClosed(ALICE, "idle"),
                new NodeEvent.JournalFull(new CursorStatus("echo", CursorKind.STRICT, 1, 2, 3, 0)),
                new NodeEvent.JournalHasRoom());
    }

    @Test
    void everyEventIsAsTheSchemaSaysAndIsPrintedIfItsKindIsAskedFor() {
        for (NodeEvent event : eventsForPrograms()) {
            EventKind kind = EventKind.of(event).orElseThrow();
            assertTrue(json(out, "ready," + kind.word()).isFor(event), kind::word);
            assertFalse(json(out, "ready").isFor(event), kind::word);
            bytes.reset();
            json(out, kind.word()).print(event);
            List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
            assertEquals(event instanceof NodeEvent.PeersUnlisted ? 2 : 1, lines.size());
            for (String line : lines) {
                String name = PrintedJson.event(line).get("event").asString();
                assertTrue(name.equals(kind.word()) || name.equals("sent"), line);
            }
        }
    }

    @Test
    void aMessageThatIsNotAskedForIsShownToPeopleAndNotLost() {
        json(out, "presence").print(arrived(Trust.VERIFIED));
        json(out, "presence").print(request("alice"));
        assertTrue(
                bytes.toString(StandardCharsets.UTF_8)
                        .startsWith(
                                "2026-01-02 13:05 alice: hello\nalice (key %s) would like to"
                                        .formatted(ALICE.id().shortForm())));
    }

    @Test
    void anUnknownKindIsRefusedWithThoseThatThereAre() {
        assertEquals(
                "not an event: 'links' (one of ready, message, request, plugin, presence, delivery,"
                        + " registration, link, journal, all)",
                assertThrows(IllegalArgumentException.class, () -> EventKind.parse("ready,links"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> EventKind.parse(""));
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
                        first.message(), first.peer(), first.claimed(), first.trust(), NOW, true);
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
