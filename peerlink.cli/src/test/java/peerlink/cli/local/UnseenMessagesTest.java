package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Transport;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;

/** Two real nodes over TLS on loopback. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnseenMessagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private NodeBuilder node(String name) throws Exception {
        Path profile = folder.resolve(name);
        return new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName(name))
                .dataDirectory(profile)
                .transports(
                        ServiceLoader.load(Transport.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList())
                .listen(Address.of("tls", "127.0.0.1", 0));
    }

    @Test
    void aMessageThatAPluginRendersIsCaughtUpAsItShowsIt() throws Exception {
        try (Node alice = node("alice").start();
                Node bob =
                        node("bob")
                                .plugin(
                                        "poll",
                                        context ->
                                                context.render(
                                                        "application/x-poll",
                                                        _ -> "tea or coffee?"))
                                .start();
                UnseenMessages unseen = UnseenMessages.of(bob, true).orElseThrow()) {
            Peer reader = alice.connect(bob.invite());
            alice.conversation(reader).send("application/x-poll", Bytes.utf8("{}")).await(PATIENCE);
            List<JournalEntry> waiting = unseen.after(0);
            assertEquals("tea or coffee?", unseen.event(waiting.getFirst()).orElseThrow().shown());
            JournalEntry first = waiting.getFirst();
            JournalEntry again =
                    new JournalEntry(
                            first.number() + 1,
                            first.direction(),
                            first.peer(),
                            first.message(),
                            first.at(),
                            true,
                            "");
            assertFalse(unseen.event(first).orElseThrow().redelivered());
            assertTrue(unseen.event(again).orElseThrow().redelivered());
            assertEquals(first.at(), unseen.event(again).orElseThrow().receivedAt());
            CursorStatus cursor = bob.journal().cursors().getFirst();
            assertEquals(CursorKind.SECONDARY, cursor.kind());
            unseen.shown(waiting.getFirst().message().id());
            while (unseen.waiting() > 0) {
                Thread.onSpinWait();
            }
        }
    }
}
