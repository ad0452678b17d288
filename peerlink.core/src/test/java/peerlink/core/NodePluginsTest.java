package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.contract.PluginJars;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.model.UnservedAddressException;
import peerlink.core.plugin.PluginLimits;
import peerlink.testkit.contract.LoopbackTransport;

@Timeout(60)
class NodePluginsTest {
    @TempDir Path home;

    @Test
    void aPluginSeesMessagesAddsCommandsAndEndsWithTheNode() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("echo.jar"),
                        "echo",
                        """
                        public void start(PluginContext context) {
                            context.register(new MessageHandler() {
                                public boolean accepts(Message message) { return true; }
                                public void handle(Message message, Conversation from) throws Exception {
                                    context.show(from.peer().name() + " said " + message.text());
                                }
                            });
                            context.register(new Command() {
                                public String name() { return "echo"; }
                                public String summary() { return "says it again"; }
                                public void run(List<String> arguments, Console console) {
                                    console.print(String.join(" ", arguments)
                                            + context.settings().get("mark"));
                                }
                            });
                        }
                        """);
        Files.writeString(folder.resolve("bad.jar"), "no jar");
        try (TestNetwork network = new TestNetwork(home)) {
            var alice = network.start("alice");
            var bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    b.pluginFolders(PluginFolders.trusted(List.of(folder)))
                                            .pluginSettings(Map.of("echo", Map.of("mark", "!"))));
            assertEquals(
                    List.of(State.FAILED, State.STARTED),
                    bob.node().plugins().stream().map(PluginStatus::state).toList());
            assertEquals("bad", bob.events().await(NodeEvent.PluginFailed.class).plugin());

            alice.node()
                    .conversation(alice.node().find("bob"))
                    .sendText("hello")
                    .await(Duration.ofSeconds(10));
            assertEquals(
                    new NodeEvent.Notice("echo", "alice said hello"),
                    bob.events().await(NodeEvent.Notice.class));

            Command command = bob.node().commands().getFirst();
            StringBuilder printed = new StringBuilder();
            command.run(List.of("once", "more"), printed::append);
            assertEquals("once more!", printed.toString());

            bob.node().close();
            assertEquals(State.STOPPED, bob.node().plugins().getLast().state());
            assertEquals(List.of(), bob.node().commands());
        }
    }

    /** A service stopped coming up after each upgrade of a plugin that it listens by. */
    @Test
    void anAddressWhosePluginWaitsForTheUserEndsNoStart() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        Path jar = folder.resolve("unix.jar");
        PluginJars jars = new PluginJars(home.resolve("work"));
        jars.jar(
                jar,
                "",
                Map.of(
                        "module-info.java",
                        """
                        module acme.unix {
                            requires peerlink.api;
                            provides peerlink.api.Transport with acme.unix.Unix;
                            provides peerlink.api.Discovery with acme.unix.Shared;
                        }
                        """,
                        "acme/unix/Unix.java",
                        """
                        package acme.unix;
                        import peerlink.api.*;
                        public class Unix implements Transport {
                            public String scheme() { return "unix"; }
                            public Link connect(Address a, Identity i, LinkPolicy l, PeerId p) { return null; }
                            public Listener listen(Address a, Identity i, LinkPolicy l, LinkHandler h) { return null; }
                        }
                        """,
                        "acme/unix/Shared.java",
                        """
                        package acme.unix;
                        import peerlink.api.*;
                        public class Shared implements Discovery {
                            public String scheme() { return "shared"; }
                            public Directory open(Address a, Network n) { return null; }
                        }
                        """));
        Address socket = Address.parse("unix:///x.sock");
        Address team = Address.parse("shared:///team");
        try (TestNetwork network = new TestNetwork(home)) {
            var alice = network.start("alice", "alice", b -> waiting(b, folder, socket, team));
            assertEquals(State.NEW, alice.node().plugins().getFirst().state());
            assertEquals(socket, alice.events().await(NodeEvent.ListeningEnded.class).address());
            assertEquals(team, alice.events().await(NodeEvent.DirectoryLost.class).directory());

            Files.delete(jar);
            jars.plugin(jar, "unix", "public void start(PluginContext context) {}");
            UnservedAddressException mistake =
                    assertThrows(
                            UnservedAddressException.class,
                            () ->
                                    network.start(
                                            "bob", "bob", b -> waiting(b, folder, socket, team)),
                            "a plugin that waits, and finds nobody, may know no address");
            assertEquals(List.of(), mistake.others());
        }
    }

    private static NodeBuilder waiting(
            NodeBuilder builder, Path folder, Address socket, Address team) {
        return builder.pluginFolders(new PluginFolders(Optional.of(folder), List.of(), Map.of()))
                .directories(team)
                .listen(socket);
    }

    @Test
    void aPluginFiltersWhatIsSentAndKnowsWhoIsThere() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("guard.jar"),
                        "guard",
                        """
                        public void start(PluginContext context) {
                            context.filter(draft -> {
                                if (draft.text().contains("secret")) {
                                    throw new CommandException("it is a secret", "");
                                }
                                return draft.with(Bytes.utf8(draft.text().replace("damn", "d***")));
                            });
                            context.watch(event -> {
                                switch (event) {
                                    case PeerEvent.Appeared(Peer peer) -> context.show("here " + peer.name());
                                    case PeerEvent.Linked(Peer peer, LinkInfo link) -> {
                                        context.show("linked " + peer.name() + " "
                                                + context.contacts().stream()
                                                        .map(c -> c.peer().name() + "=" + c.trust()).toList());
                                    }
                                    default -> { }
                                }
                            });
                        }
                        """);
        try (TestNetwork network = new TestNetwork(home)) {
            var alice =
                    network.start(
                            "alice",
                            "alice",
                            b -> b.pluginFolders(PluginFolders.trusted(List.of(folder))));
            var bob = network.start("bob");
            Conversation toBob = alice.node().conversation(alice.node().find("bob"));
            toBob.sendText("damn it").await(Duration.ofSeconds(10));
            assertEquals(
                    "d*** it", bob.events().await(NodeEvent.MessageArrived.class).message().text());
            IOException refused = assertThrows(IOException.class, () -> toBob.sendText("a secret"));
            assertEquals(
                    "the plugin guard forbids the message: it is a secret", refused.getMessage());
            assertEquals(List.of(), alice.node().outbox().waiting());
            for (String notice :
                    List.of(
                            "here bob",
                            "changed your message to bob: d*** it",
                            "linked bob [bob=UNVERIFIED]")) {
                alice.events().await(NodeEvent.Notice.class, told -> told.text().equals(notice));
            }
        }
    }

    @Test
    void aMessageThatComesWhilePluginsStartWaitsForTheirHandlers() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("greeter.jar"),
                        "greeter",
                        """
                        public void start(PluginContext context) throws Exception {
                            Messenger messenger = context.messenger();
                            if (messenger.self().addresses().isEmpty()) {
                                throw new IllegalStateException("no addresses");
                            }
                            messenger.conversation(messenger.find("alice")).sendText("hello");
                            latch("answered").await();
                            // time enough for a handler that did not wait for this plugin
                            latch("handled").await(300, java.util.concurrent.TimeUnit.MILLISECONDS);
                            context.register(new MessageHandler() {
                                public boolean accepts(Message message) { return true; }
                                public void handle(Message message, Conversation from) {
                                    context.show(message.text());
                                }
                            });
                        }

                        private static java.util.concurrent.CountDownLatch latch(String name) {
                            return (java.util.concurrent.CountDownLatch)
                                    System.getProperties().get("peerlink.test." + name);
                        }
                        """);
        CountDownLatch answered = new CountDownLatch(1);
        System.getProperties().put("peerlink.test.answered", answered);
        CountDownLatch handled = new CountDownLatch(1);
        System.getProperties().put("peerlink.test.handled", handled);
        try (TestNetwork network = new TestNetwork(home)) {
            network.start(
                    "alice",
                    "alice",
                    b ->
                            b.handlers(
                                    List.of(
                                            handler(
                                                    from -> {
                                                        from.sendText("welcome")
                                                                .await(Duration.ofSeconds(10));
                                                        answered.countDown();
                                                    }))));
            var bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    b.pluginFolders(PluginFolders.trusted(List.of(folder)))
                                            .handlers(List.of(handler(_ -> handled.countDown())))
                                            .pluginLimits(patience(Duration.ofSeconds(30))));
            assertEquals(
                    new NodeEvent.Notice("greeter", "welcome"),
                    bob.events().await(NodeEvent.Notice.class));
        } finally {
            System.getProperties().remove("peerlink.test.answered");
            System.getProperties().remove("peerlink.test.handled");
        }
    }

    @Test
    void aPluginThatDoesNotFinishItsStartHoldsUpNoMessages() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("slow.jar"),
                        "slow",
                        """
                        public void start(PluginContext context) throws Exception {
                            new java.util.concurrent.CountDownLatch(1).await();
                        }
                        """);
        try (TestNetwork network = new TestNetwork(home)) {
            var alice = network.start("alice");
            var bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    b.pluginFolders(PluginFolders.trusted(List.of(folder)))
                                            .pluginLimits(patience(Duration.ofMillis(50))));
            alice.node().conversation(alice.node().find("bob")).sendText("hello");
            bob.events().await(NodeEvent.MessageArrived.class);
            assertEquals(State.STARTING, bob.node().plugins().getFirst().state());
        }
    }

    private interface Handling {
        void handle(Conversation from) throws Exception;
    }

    private static MessageHandler handler(Handling handling) {
        return new MessageHandler() {
            @Override
            public boolean accepts(Message message) {
                return true;
            }

            @Override
            public void handle(Message message, Conversation from) throws Exception {
                handling.handle(from);
            }
        };
    }

    private static PluginLimits patience(Duration patience) {
        PluginLimits usual = PluginLimits.DEFAULT;
        return new PluginLimits(Duration.ofSeconds(30), patience, usual.stop());
    }

    @Test
    void aPluginsTransportTakesNoSchemeFromTheNode() throws Exception {
        Path folder = Files.createDirectory(home.resolve("plugins"));
        new PluginJars(home.resolve("work"))
                .jar(
                        folder.resolve("thief.jar"),
                        "",
                        Map.of(
                                "module-info.java",
                                "module acme.thief { requires peerlink.api; provides peerlink.api.Transport with acme.thief.Thief; }",
                                "acme/thief/Thief.java",
                                """
                                package acme.thief;
                                import peerlink.api.*;
                                public class Thief implements Transport {
                                    public String scheme() { return "%s"; }
                                    public Link connect(Address a, Identity i, LinkPolicy l, PeerId p) { throw new Error("stolen"); }
                                    public Listener listen(Address a, Identity i, LinkPolicy l, LinkHandler h) { throw new Error("stolen"); }
                                }
                                """
                                        .formatted(new LoopbackTransport().scheme())));
        try (TestNetwork network = new TestNetwork(home)) {
            var alice =
                    network.start(
                            "alice",
                            "alice",
                            b -> b.pluginFolders(PluginFolders.trusted(List.of(folder))));
            PluginStatus thief = alice.node().plugins().getFirst();
            assertEquals(State.STARTED, thief.state());
            assertTrue(thief.detail().endsWith("is served already"), thief::detail);
            assertEquals(1, alice.node().self().addresses().size());
        }
    }
}
