package peerlink.cli.attach;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Transport;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.local.AttachedScreen;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.node.NodeOptions;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.CursorKind;

/** Two real nodes over TLS on loopback, a daemon on one of them, and a chat that attaches late. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostMessagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TYPE = "application/x-large";

    /** Above the 16 MiB that are kept for a chat. */
    private static final int MESSAGES = 40;

    @TempDir Path folder;
    private final EventFan fan = new EventFan();

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
    void aChatThatAttachesLateTellsHowManyMessagesAreNotShown() throws Exception {
        Path profile = folder.resolve("bob");
        try (Node alice = node("alice").start();
                Node bob =
                        node("bob")
                                .plugin(
                                        "large",
                                        context -> context.render(TYPE, _ -> "a large one"))
                                .onEvent(fan)
                                .start()) {
            ChatConfig config = Profiles.config(profile);
            AttachedChats chats =
                    new AttachedChats(bob, fan, new NodeOptions(), _ -> config, "daemon", () -> {});
            try (HostedNode _ =
                    HostedNode.of(
                            bob,
                            profile,
                            Duration.ZERO,
                            new NodeOptions(),
                            new Hosting("daemon", Instant.now(), fan, chats, GivenSettings.NONE))) {
                bob.journal().open("bot", CursorKind.STRICT);
                Peer reader = alice.connect(bob.invite());
                Bytes large = Bytes.wrap(new byte[Message.MAX_CONTENT]);
                for (int i = 0; i < MESSAGES; i++) {
                    alice.conversation(reader).send(TYPE, large).await(PATIENCE);
                    bob.journal().acknowledge("bot", bob.journal().end().last());
                }
                String screen = attached(profile);
                Matcher told =
                        Pattern.compile("([0-9]+) older messages, yours among them, are not shown")
                                .matcher(screen);
                assertTrue(told.find(), screen);
                int lost = Integer.parseInt(told.group(1));
                assertTrue(lost > 0 && lost < MESSAGES, screen);
            }
        }
    }

    /** Attaches a chat, and returns what it shows until it shows a message. */
    private static String attached(Path profile) throws Exception {
        LocalRequest.Attach request =
                new LocalRequest.Attach(
                        new NodeOptions(),
                        GivenSettings.NONE,
                        null,
                        new AttachedScreen(
                                ProcessHandle.current().pid(),
                                "xterm-256color",
                                "UTF-8",
                                300,
                                24,
                                profile,
                                profile,
                                Map.of("TERM", "xterm-256color", "NO_COLOR", "1")),
                        "",
                        null);
        StringBuilder screen = new StringBuilder();
        TerminalLink link = LocalClient.attach(profile, () -> request).orElseThrow();
        try {
            while (!screen.toString().contains("a large one")) {
                if (link.receive() instanceof TerminalFrame.Data(var bytes)) {
                    screen.append(new String(bytes, StandardCharsets.UTF_8));
                    link.written(bytes.length);
                }
            }
        } finally {
            link.close();
        }
        return screen.toString();
    }
}
