package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import peerlink.api.Address;
import peerlink.api.Conversation;
import peerlink.api.LinkPolicy;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.PeerName;
import peerlink.api.PostQuantum;
import peerlink.api.Transport;
import peerlink.core.fixture.RecordedEvents;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;

/**
 * Runs the client in 100 lines of {@code docs/protocol.md} as it stands there, by Python, whose TLS
 * is OpenSSL's. So a client written from the page alone is understood.
 */
@Timeout(60)
class HundredLinesTest {
    @TempDir private Path home;

    @Test
    void theClientOnThePageIsUnderstood() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        IdentityStore.loadOrCreate(home.resolve("hundred"));
        try (Node bob = start(bobSaw)) {
            assertEquals(
                    List.of("delivered 0", "delivered 0", "gave up", "delivered 0"),
                    run(bob, "hello\ngrün\n!\n").stream()
                            .filter(line -> !line.startsWith("received"))
                            .toList());
            bobSaw.await(
                    NodeEvent.MessageArrived.class, e -> e.message().text().equals("behind it"));
            assertEquals(
                    List.of("hello", "grün", "behind it"),
                    bobSaw.all(NodeEvent.MessageArrived.class).stream()
                            .map(e -> e.message().text())
                            .toList());
        }
    }

    /** Starts a node that answers each message. Not every OpenSSL has the hybrid yet. */
    private Node start(RecordedEvents events) throws IOException {
        return new NodeBuilder(IdentityStore.loadOrCreate(home.resolve("bob")), new PeerName("bob"))
                .dataDirectory(home.resolve("bob"))
                .transports(
                        ServiceLoader.load(Transport.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList())
                .links(LinkPolicy.DEFAULT.with(PostQuantum.PREFERRED))
                .listen(Address.parse("tls://127.0.0.1:0"))
                .requests(RequestPolicy.ACCEPT)
                .handlers(List.of(new Echo()))
                .onEvent(events)
                .start();
    }

    private List<String> run(Node bob, String input) throws Exception {
        Address address = bob.self().addresses().getFirst();
        ProcessBuilder command =
                new ProcessBuilder(
                        "python3",
                        Path.of(HundredLinesTest.class.getResource("hundred_lines.py").toURI())
                                .toString(),
                        Path.of("..", "docs", "protocol.md").toString(),
                        home.resolve("hundred").resolve(IdentityStore.FILE_NAME).toString(),
                        address.host(),
                        String.valueOf(address.port()),
                        bob.self().id().text());
        command.environment().put("PYTHONUTF8", "1");
        Process python;
        try {
            python = command.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException(
                    "SKIPPED, python3 is not installed: the client on the page", e);
        }
        try (var in = python.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        }
        List<String> output = python.inputReader(StandardCharsets.UTF_8).readAllLines();
        assertEquals(0, python.waitFor(), String.join("\n", output));
        return output;
    }

    private record Echo() implements MessageHandler {
        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) throws IOException {
            conversation.sendText("you said " + message.text());
        }
    }
}
