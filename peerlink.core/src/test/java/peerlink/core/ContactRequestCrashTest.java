package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.fixture.RawChat;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.RequestPolicy;
import peerlink.core.store.ForwardingStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;
import peerlink.core.store.sqlite.SqliteStore;
import peerlink.testkit.contract.TestIdentities;

/** Checks a node that dies after it has kept a request, and before its store knows of that. */
@Timeout(30)
class ContactRequestCrashTest {
    private static final Identity EVE = TestIdentities.ed25519("eve");
    private static final StreamId STREAM = new StreamId(1, 2);

    private TestNetwork network;

    @BeforeEach
    void start(@TempDir Path home) {
        network = new TestNetwork(home);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void aRequestThatIsAcceptedAfterACrashIsShownOnce() throws Exception {
        var dying = startBob(directory -> new Forgetful(SqliteStore.open(directory)));
        try (RawChat link = link(dying)) {
            link.send(7, message("id-7", "hello", dying.identity().id()));
            dying.events().await(NodeEvent.RequestArrived.class);
        }
        dying.node().close();

        var bob = startBob(SqliteStore::open);
        bob.node().contacts().accept(EVE.id().text());
        try (RawChat link = link(bob)) {
            assertEquals(new ChatFrame.Have(7, "id-7"), link.receive(ChatFrame.Have.class));
            link.send(7, message("id-7", "hello", bob.identity().id()));
            link.send(8, message("id-8", "thanks", bob.identity().id()));
            bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2);
        }
        bob.node().close();
        assertEquals(
                List.of("hello", "thanks"),
                bob.events().all(NodeEvent.MessageArrived.class).stream()
                        .map(arrived -> arrived.message().text())
                        .toList());
    }

    private TestNetwork.Member startBob(MessageStore.Opener store) throws Exception {
        return network.start("bob", "bob", b -> b.requests(RequestPolicy.ASK).store(store));
    }

    private RawChat link(TestNetwork.Member to) throws IOException {
        RawChat chat =
                new RawChat(
                        new ProtocolNetwork(EVE, new PeerName("eve"), List.of(network.transport()))
                                .open(
                                        to.node().self().addresses().getFirst(),
                                        ChatFrame.PROTOCOL,
                                        to.identity().id(),
                                        false),
                        EVE.id());
        chat.begin(STREAM);
        return chat;
    }

    private static Message message(String id, String text, PeerId to) {
        return new Message(id, EVE.id(), to, Message.TEXT, Bytes.utf8(text), Instant.EPOCH);
    }

    /** A store that never notes a message kept elsewhere. */
    private static final class Forgetful extends ForwardingStore {
        Forgetful(MessageStore store) {
            super(store);
        }

        @Override
        public void apply(
                Change change, Committer committer, Consumer<@Nullable IOException> done) {
            if (!(change instanceof Change.Advance)) {
                super.apply(change, committer, done);
            }
        }
    }
}
