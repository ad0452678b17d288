package peerlink.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.store.StreamId;
import peerlink.testkit.contract.TestIdentities;

/**
 * Checks that the log names the peer, the rule and the value once for each link that a broken rule
 * ended, and nothing that people have written.
 */
@Timeout(30)
class BrokenRulesTest {
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");
    private static final String SECRET = "the words of somebody";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Lines lines = new Lines();

    /** The actions at the end of the minute, which comes by itself. */
    private final List<Runnable> due = new ArrayList<>();

    private final BrokenRules rules =
            new BrokenRules(lines, nanos::get, (_, task) -> due.add(task));

    @TempDir private Path folder;

    @Test
    void aLineHasThePeerItsAddressTheProtocolAndTheRule() {
        rules.report(info(), "peerlink/1", new ProtocolViolationException("'seq' is below 1: 0"));
        assertEquals(
                List.of(
                        MALLORY.id().shortForm()
                                + " at tls://192.0.2.1:7001 broke a rule of peerlink/1: 'seq' is below 1: 0"),
                lines.written);
    }

    @Test
    void textFromOutsideCanNeitherForgeALineNorFillTheLog() {
        String hostile = "\u001b[2J\n{0} mallory " + "x".repeat(10_000);
        rules.report(info(), "peerlink/1", new ProtocolViolationException(hostile));
        String line = lines.written.getFirst();
        assertTrue(line.contains("\uFFFD[2J {0} mallory"), line);
        assertTrue(line.length() < 500, line);
    }

    @Test
    void aMinuteHasSoManyLinesAndThenTheCountOfTheRest() {
        for (int i = 0; i < BrokenRules.LINES_A_MINUTE + 7; i++) {
            rules.report(info(), "files/1", new ProtocolViolationException("one more: " + i));
        }
        assertEquals(BrokenRules.LINES_A_MINUTE, lines.written.size());
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        due.removeFirst().run();
        assertEquals("7 more links on which rules were broken", lines.written.getLast());
        rules.report(info(), "files/1", new ProtocolViolationException("again"));
        assertTrue(lines.written.getLast().endsWith(": again"), lines.written::getLast);
        assertEquals(BrokenRules.LINES_A_MINUTE + 2, lines.written.size());
        assertEquals(List.of(), due);
    }

    /** The frames, in a stream that has begun, by the rule that each breaks. */
    private static final Map<String, Bytes> CHAT =
            Map.ofEntries(
                    Map.entry("'seq' is missing or below 1: 0", message(0, "1", "text/plain")),
                    Map.entry("'seq' is missing or below 1: -7", message(-7, "1", "text/plain")),
                    Map.entry("not a message id: ''", message(1, "", "text/plain")),
                    Map.entry("not a media type: 'text'", message(1, "1", "text")),
                    Map.entry("not a media type: 'xxx", message(1, "1", "x".repeat(200) + "/y")),
                    Map.entry(
                            "the field 'type' is not text but a number",
                            FrameCbor.write(32, 1, out -> out.writeNumberProperty("type", 7))),
                    Map.entry(
                            "the field 'content' is not a byte string but text",
                            FrameCbor.write(
                                    64, 1, out -> out.writeStringProperty("content", SECRET))),
                    Map.entry("not a CBOR map", Bytes.wrap(new byte[] {1})),
                    Map.entry("a second stream on one link", begin(16)),
                    Map.entry("a stream is missing or not 16 bytes long: 3", begin(3)),
                    Map.entry("message 9 was acknowledged, which", new ChatFrame.Ack(9).encode()));

    @Test
    void eachBrokenRuleOfAConversationIsRecordedOnce() throws Exception {
        try (TestNetwork network = new TestNetwork(folder);
                Recording recording = new Recording()) {
            recording.start();
            TestNetwork.Member bob = network.start("bob");
            Address address = bob.node().self().addresses().getFirst();
            for (var row : CHAT.entrySet()) {
                try (Link link =
                        new ProtocolNetwork(
                                        MALLORY,
                                        new PeerName("mallory"),
                                        List.of(network.transport()))
                                .open(address, ChatFrame.PROTOCOL, bob.identity().id())) {
                    link.send(
                            List.of(
                                    new ChatFrame.Begin(new StreamId(1, 2)).encode(),
                                    row.getValue()));
                    awaitEnd(link);
                }
            }
            List<RecordedEvent> events = recorded(recording);
            for (String rule : CHAT.keySet()) {
                List<RecordedEvent> found =
                        events.stream().filter(e -> e.getString("rule").startsWith(rule)).toList();
                assertEquals(1, found.size(), () -> rule + " in " + events);
                RecordedEvent event = found.getFirst();
                assertEquals(MALLORY.id().text(), event.getString("remote"));
                assertEquals("peerlink/1", event.getString("protocol"));
                assertTrue(event.getString("remoteAddress").startsWith("loopback://"));
            }
            assertEquals(CHAT.size(), events.size());
            assertFalse(events.toString().contains(SECRET), events::toString);
        }
    }

    @Test
    void aHelloThatIsNoneIsRecordedOnEitherSide() throws Exception {
        try (TestNetwork network = new TestNetwork(folder);
                Recording recording = new Recording()) {
            recording.start();
            TestNetwork.Member bob = network.start("bob");
            Address address = bob.node().self().addresses().getFirst();
            try (Link link =
                    network.transport().connect(address, MALLORY, LinkPolicy.DEFAULT, null)) {
                link.send(
                        FrameCbor.write(
                                32, 1, out -> out.writeStringProperty("type", "hi\u001b[2J")));
                awaitEnd(link);
            }
            try (Listener rude =
                    network.transport()
                            .listen(
                                    Address.parse("loopback://rude:0"),
                                    MALLORY,
                                    LinkPolicy.DEFAULT,
                                    link -> {
                                        link.receive();
                                        link.send(Bytes.utf8("220 ready"));
                                        awaitEnd(link);
                                    })) {
                var alice =
                        new ProtocolNetwork(
                                TestIdentities.ed25519("alice"),
                                new PeerName("alice"),
                                List.of(network.transport()));
                assertThrows(
                        ProtocolViolationException.class,
                        () -> alice.open(rude.address(), new Protocol("echo", 1), null));
            }
            List<RecordedEvent> events = recorded(recording);
            assertEquals(
                    List.of("not a hello: 'hi\uFFFD[2J'", "not a CBOR map"),
                    events.stream().map(e -> e.getString("rule")).toList());
            for (RecordedEvent event : events) {
                assertEquals("hello", event.getString("protocol"));
                assertEquals(MALLORY.id().text(), event.getString("remote"));
            }
        }
    }

    /** A plugin need not do anything for it. */
    @Test
    void aHandlersExceptionIsRecordedUnlessItHasReportedARuleBefore() throws Exception {
        try (TestNetwork network = new TestNetwork(folder);
                Recording recording = new Recording()) {
            recording.start();
            var bob =
                    new ProtocolNetwork(
                            TestIdentities.ed25519("bob"),
                            new PeerName("bob"),
                            List.of(network.transport()));
            try (Listener listener =
                    bob.listen(
                            Address.parse("loopback://bob:0"),
                            Map.of(
                                    new Protocol("throws", 1),
                                    link -> {
                                        throw new ProtocolViolationException("first");
                                    },
                                    new Protocol("reports", 1),
                                    link -> {
                                        link.reportViolation(
                                                new ProtocolViolationException("second"));
                                        throw new ProtocolViolationException("third");
                                    }))) {
                var mallory =
                        new ProtocolNetwork(
                                MALLORY, new PeerName("mallory"), List.of(network.transport()));
                for (String protocol : List.of("throws", "reports")) {
                    try (Link link =
                            mallory.open(listener.address(), new Protocol(protocol, 1), null)) {
                        awaitEnd(link);
                    }
                }
            }
            assertEquals(
                    List.of("throws/1 first", "reports/1 second"),
                    recorded(recording).stream()
                            .map(e -> e.getString("protocol") + " " + e.getString("rule"))
                            .toList());
        }
    }

    private static Bytes message(long seq, String id, String mediaType) {
        return FrameCbor.write(
                400,
                5,
                out -> {
                    out.writeStringProperty("type", "message");
                    out.writeNumberProperty("seq", seq);
                    out.writeStringProperty("id", id);
                    out.writeStringProperty("mediaType", mediaType);
                    out.writeBinaryProperty("content", Bytes.utf8(SECRET).toByteArray());
                });
    }

    private static Bytes begin(int size) {
        return FrameCbor.write(
                64,
                2,
                out -> {
                    out.writeStringProperty("type", "begin");
                    out.writeBinaryProperty("stream", new byte[size]);
                });
    }

    /**
     * Closes the link from this side, as a sender does, if a frame is refused and the link is not
     * ended.
     */
    private static void awaitEnd(Link link) {
        try {
            while (true) {
                if (ChatFrame.decode(link.receive(), MALLORY.id(), MALLORY.id())
                        instanceof ChatFrame.Refusal) {
                    return;
                }
            }
        } catch (IOException e) {
            // as it should be
        }
    }

    private List<RecordedEvent> recorded(Recording recording) throws IOException {
        Path file = folder.resolve("rules.jfr");
        recording.stop();
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("peerlink.RuleBroken"))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static LinkInfo info() {
        Address address = Address.parse("tls://192.0.2.1:7001");
        return new LinkInfo(
                MALLORY.id(),
                address,
                address,
                LinkInfo.Origin.ACCEPTED,
                "",
                "",
                "",
                "",
                Instant.EPOCH);
    }

    /** Keeps the logged lines. */
    private static final class Lines implements System.Logger {
        private final List<String> written = new ArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String message,
                @Nullable Throwable thrown) {
            written.add(String.valueOf(message));
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            // with parameters it would be a pattern, and text from outside a part of it
            assertNull(parameters);
            written.add(String.valueOf(format));
        }
    }
}
