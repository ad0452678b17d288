package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.contract.PluginJars;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.node.NodeOptions;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.PluginFolders;

/** Plugins' commands from a shell, in the process that has the profile and in one of their own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunJobTest {
    private static final String STARTS = "peerlink.test.starts";

    /** A plugin with a command for each ability of its console. */
    private static final String PLUGIN =
            """
            private Path folder;

            public void start(PluginContext context) {
                folder = context.dataDirectory();
                String gate = System.getProperty("%1$s.gate");
                while (gate != null && Files.notExists(Path.of(gate))) {
                    LockSupport.parkNanos(1_000_000);
                }
                System.setProperty("%1$s", System.getProperty("%1$s", "") + "x");
                add(context, "dice", "[SIDES]", (words, console) ->
                        console.print("rolled " + words, Map.of("words", words, "sum", 7)));
                add(context, "codes", "", (words, console) -> {
                    console.print("for people");
                    console.exitCode(7);
                });
                add(context, "fails", "", (words, console) -> {
                    throw new CommandException("no such side", "/dice 'it is' 6");
                });
                add(context, "asks", "", (words, console) -> console.print(
                        console.isInteractive() + " " + console.ask("sure?").orElse("nobody")
                                + " " + console.folder().getFileName()));
                add(context, "reads", "", (words, console) -> {
                    Path input = console.input().orElseThrow();
                    console.print(Files.readString(input) + " " + Files.getPosixFilePermissions(input).size());
                });
                add(context, "counts", "", (words, console) -> {
                    console.progress("half", 0.5, Map.of("done", 1));
                    console.print("counted");
                });
                add(context, "waits", "", (words, console) -> {
                    console.print("waits now");
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        Files.writeString(folder.resolve("cancelled"), "");
                    }
                });
                if (Boolean.getBoolean("%1$s.mute")) {
                    return;
                }
                context.filter(draft -> {
                    if (draft.text().contains("secret")) {
                        throw new CommandException("it tells a secret", "");
                    }
                    return draft;
                });
            }

            interface Body { void run(List<String> words, Console console) throws Exception; }

            private static void add(PluginContext context, String name, String usage, Body body) {
                context.register(new Command() {
                    public String name() { return name; }
                    public String summary() { return "does " + name; }
                    public String usage() { return usage; }
                    public void run(List<String> words, Console console) throws Exception {
                        body.run(words, console);
                    }
                });
            }
            """
                    .formatted(STARTS);

    @TempDir static Path jars;
    @TempDir Path folder;
    private Surroundings shell;
    private Path profile;

    @BeforeAll
    static void makePlugin() throws IOException {
        new PluginJars(jars.resolve("work"))
                .jar(
                        jars.resolve("dice.jar"),
                        "1",
                        Map.of(
                                "module-info.java",
                                """
                                module acme.dice {
                                    requires peerlink.api;
                                    provides peerlink.api.Plugin with acme.dice.Main;
                                }
                                """,
                                "acme/dice/Main.java",
                                """
                                package acme.dice;
                                import java.nio.file.*;
                                import java.util.*;
                                import java.util.concurrent.CountDownLatch;
                                import java.util.concurrent.locks.LockSupport;
                                import peerlink.api.*;
                                public class Main implements Plugin {
                                %s
                                }
                                """
                                        .formatted(PLUGIN)));
    }

    @BeforeEach
    void install() throws IOException {
        System.clearProperty(STARTS);
        shell = new Surroundings(folder);
        profile = shell.home().resolve("profiles/default");
        Files.copy(
                jars.resolve("dice.jar"),
                Files.createDirectories(shell.home().resolve("plugins")).resolve("dice.jar"));
        String agreed = run("plugins", "allow", "dice");
        assertTrue(agreed.startsWith("0: "), agreed);
    }

    /** Runs a command line, and returns its exit code and output. */
    private String run(String... words) {
        shell = new Surroundings(folder);
        int code = shell.run(words);
        return code + ": " + shell.out() + shell.err();
    }

    private static int starts() {
        return System.getProperty(STARTS, "").length();
    }

    @Test
    void aCommandOfAPluginRunsFromTheShell() {
        assertEquals("0: rolled [6, a b, --x]\n", run("dice", "6", "a b", "--x"));
        assertEquals("0: rolled [--json]\n", run("run", "dice", "--", "--json"));
        assertEquals(
                "0: {\"words\":[\"send\"],\"sum\":7}\n", sorted(run("dice", "--json", "send")));
        assertEquals("7: for people\n", run("codes"));
        assertEquals("for people\n", errOf("codes", "--json"));
        assertEquals(
                "1: peerlink: no such side\nhint: peerlink run dice 'it is' 6\n", run("fails"));
        assertEquals(
                "0: false nobody %s\n".formatted(Path.of("").toAbsolutePath().getFileName()),
                run("asks"));
    }

    private static String sorted(String json) {
        return json.replace("{\"sum\":7,\"words\":[\"send\"]}", "{\"words\":[\"send\"],\"sum\":7}");
    }

    private String errOf(String... words) {
        run(words);
        assertEquals("", shell.out());
        return shell.err();
    }

    @Test
    void noPluginIsStartedForHelpAWordThatIsNoCommandOrAMistypedOne() throws IOException {
        assertEquals("0: rolled []\n", run("dice"));
        assertEquals(1, starts());
        assertEquals(
                "2: peerlink: no such command: 'dize'\nhint: peerlink dice 6\n", run("dize", "6"));
        assertTrue(run("bob").startsWith("1: peerlink: the chat needs a terminal"), shell::err);
        assertTrue(run("--", "dice").startsWith("1: peerlink: the chat needs a ter"), shell::err);
        assertTrue(run("--no-plugins", "dice").startsWith("1: peerlink: the chat "), shell::err);
        assertTrue(run("--help").contains("\ncommands of plugins:\n"), shell::out);
        assertTrue(shell.out().contains("\n  dice        does dice\n"), shell::out);
        String help = run("help", "dice");
        assertTrue(help.startsWith("0: usage: peerlink run dice [SIDES]\n\ndoes dice\n"), help);
        assertEquals(help, run("dice", "--help"));
        assertTrue(run("run").contains("  dice        does dice\n"), shell::out);
        assertTrue(run("plugins").contains("dice"), shell::out);
        assertEquals(
                "2: peerlink: no plugin's command is known as 'dize'\nhint: peerlink run dice --help\n",
                run("run", "dize", "--help"));
        assertTrue(run("run", "frobnicate", "-h").endsWith("\nhint: peerlink run\n"), shell::err);
        assertEquals(1, starts());
        assertEquals(
                "2: peerlink: no plugin here has the command 'dize'\nhint: peerlink run dice 6\n",
                run("run", "dize", "6"));
        assertEquals(2, starts());

        // changed since: asked once more
        Files.delete(shell.home().resolve("plugins/dice.jar"));
        assertTrue(run("bob").startsWith("1: peerlink: the chat needs a terminal"), shell::err);
        assertEquals(2, starts());
    }

    @Test
    void aCommandOfAPluginThatWaitsForTheUserSaysSo() throws Exception {
        Files.delete(profile.resolve("plugins.json"));
        String waits =
                ", but the plugin dice waits for your agreement, and may have it\nhint: peerlink plugins allow dice\n";
        assertEquals(
                "2: peerlink: no plugin here has the command 'roll'" + waits,
                run("run", "roll", "6"));
        assertEquals("2: peerlink: no such command: 'roll'" + waits, run("roll", "6"));
        assertEquals("2: peerlink: no such command: 'dice'" + waits, run("dice", "6"));
        assertEquals(0, starts());
        assertTrue(run("bob").startsWith("1: peerlink: the chat needs a terminal"), shell::err);
    }

    @Test
    void aFilterHoldsForASendThatNoOtherProcessPerforms() throws Exception {
        String peer = addContact();
        assertEquals(
                "1: peerlink: the plugin dice forbids the message: it tells a secret\n",
                run("send", "--queue", peer, "the secret plan"));
        assertTrue(run("send", "--queue", peer, "the plan").startsWith("0: "), shell::err);
        assertEquals(2, starts());
        assertTrue(run("outbox", "--json").contains("the plan"), shell::out);
        assertFalse(shell.out().contains("secret"), shell::out);
    }

    @Test
    void aPluginThatIsKnownToHaveNoFilterIsNotStartedToSend() throws Exception {
        String peer = addContact();
        System.setProperty(STARTS + ".mute", "true");
        try {
            assertEquals("0: rolled []\n", run("dice"));
            assertEquals(1, starts());
            assertTrue(run("send", "--queue", peer, "the secret plan").startsWith("0: "));
            assertEquals(1, starts());
            // changed since: it may have one now
            Files.delete(profile.resolve("plugins.json"));
            run("plugins", "allow", "dice");
            assertTrue(run("send", "--queue", peer, "the secret plan").startsWith("0: "));
            assertEquals(2, starts());
        } finally {
            System.clearProperty(STARTS + ".mute");
        }
    }

    @Test
    void theProcessThatHasTheProfileRunsIt() throws Exception {
        try (HostedNode hosted = hosted()) {
            assertEquals("0: rolled [6]\n", run("dice", "6"));
            assertTrue(run("dice", "--json").contains("\"sum\":7"), shell::out);
            assertEquals("7: for people\n", run("codes"));
            assertEquals(
                    "1: peerlink: no such side\nhint: peerlink run dice 'it is' 6\n", run("fails"));
            assertEquals(
                    "2: peerlink: no plugin here has the command 'dize'\nhint: peerlink run dice\n",
                    run("run", "dize"));
            assertTrue(run("run", "frobnicate").endsWith("\nhint: peerlink plugins\n"));
            assertEquals(1, starts());
            assertFalse(hosted.node().commands().isEmpty());
        }
    }

    @Test
    void aCommandReadsTheStandardInputOfTheShellThatCalled() throws Exception {
        byte[] input = "green\nred".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        String read = "0: " + new String(input, StandardCharsets.UTF_8) + " 2\n";
        assertEquals(read, reads(input));
        try (HostedNode _ = hosted()) {
            assertEquals(read, reads(input));
        }
        try (Stream<Path> left = Files.list(profile.resolve("input"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    private String reads(byte[] input) {
        shell = new Surroundings(folder).input(input);
        int code = shell.run("reads");
        return code + ": " + shell.out() + shell.err();
    }

    @Test
    void theProgressOfACommandIsABarOnATerminalAlone() throws Exception {
        String bar = "\r\u001B[?7l[##########..........] half\u001B[K\u001B[?7h";
        String gone = "\r\u001B[?7l\u001B[K\u001B[?7h";
        for (boolean isHosted : new boolean[] {false, true}) {
            try (HostedNode _ = isHosted ? hosted() : null) {
                assertEquals("0: counted\n", run("counts"));
                assertEquals("0: {\"done\":1}\n", run("counts", "--json").replace("counted\n", ""));
                shell = new Surroundings(folder).onTerminal();
                assertEquals(0, shell.run("counts"));
                assertEquals("counted\n", shell.out());
                assertEquals(bar + gone, shell.err());
            }
        }
    }

    @Test
    void theShellKnowsTheCommandsOfAPluginThatComesBesideAChat() throws Exception {
        Files.delete(profile.resolve("plugins.json"));
        try (HostedNode hosted = chat()) {
            assertFalse(run("--help").contains("does dice"), shell::out);
            assertTrue(run("plugins", "allow", "dice").startsWith("0: "), shell::err);
            while (hosted.node().commands().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            run("plugins"); // notes the commands of one that took long to start
            assertTrue(run("--help").contains("does dice"), shell::out);
            assertTrue(run("dice", "--help").contains("does dice"), shell::out);
        }
    }

    @Test
    void whoeverActsNamesTypedOptionsThatTheRunningNodeHasOtherwise() throws Exception {
        try (HostedNode _ = chat()) {
            String differs =
                    "1: peerlink: this profile's node runs already, with another value for %s\nhint: peerlink stop\n";
            assertEquals(
                    differs.formatted("--listen, --requests"),
                    run(
                            "send",
                            "--requests",
                            "refuse",
                            "--listen",
                            "127.0.0.1:7001",
                            "carol",
                            "hi"));
            assertEquals(
                    differs.formatted("--visibility"), run("rpc", "--visibility", "lookup-only"));
            assertTrue(run("id", "--name", "other").startsWith("0: "), shell::err); // asks alone
        }
    }

    @Test
    void optionsThatAskForOtherPluginsThanTheRunningNodeHasAreNamed() throws Exception {
        String content =
                Pattern.compile("\"sha256\":\"([0-9a-f]{64})")
                        .matcher(run("plugins", "--json"))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        try (HostedNode _ = chat()) {
            String differs =
                    "1: peerlink: this profile's node runs already, with another value for ";
            for (String command : List.of("send", "plugins", "run", "peers", "id")) {
                List<String> line = new ArrayList<>(List.of(command, "--no-plugins"));
                if (command.equals("send") || command.equals("run")) {
                    line.addAll(List.of("dice", "6"));
                }
                assertEquals(
                        differs + "--no-plugins\nhint: peerlink stop\n",
                        run(line.toArray(String[]::new)));
            }
            String other = "echo=" + "0".repeat(64);
            assertEquals(
                    differs + "--allow-plugin\nhint: peerlink plugins allow " + other + "\n",
                    run("run", "--allow-plugin", other, "dice"));
            assertEquals("0: rolled []\n", run("run", "--allow-plugin", "dice=" + content, "dice"));
        }
    }

    /** Its commands are not known yet, so that none of them may be taken for a wrong word. */
    @Test
    void aCommandOfAPluginThatTookLongToStartIsFound() throws Exception {
        Path gate = folder.resolve("gate");
        System.setProperty(STARTS + ".gate", gate.toString());
        try (HostedNode hosted = hosted()) {
            assertTrue(hosted.node().commands().isEmpty());
            Files.createFile(gate);
            while (hosted.node().commands().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            assertEquals("0: rolled [6]\n", run("dice", "6"));
            assertEquals(1, starts());
        } finally {
            System.clearProperty(STARTS + ".gate");
        }
        assertTrue(run("--help").contains("\n  dice        does dice\n"), shell::out);
    }

    @Test
    void aQuestionIsAnsweredByTheUserOfTheShell() throws Exception {
        try (HostedNode hosted = hosted()) {
            List<String> told = new ArrayList<>();
            LocalClient client =
                    new LocalClient(
                            profile,
                            () -> {
                                throw new AssertionError("a node has the profile");
                            },
                            new RequestOutput() {
                                @Override
                                public void line(String line) {
                                    told.add(line);
                                }

                                @Override
                                public Optional<String> ask(String question) {
                                    told.add(question);
                                    return Optional.of("yes");
                                }
                            });
            Outcome outcome = client.run(request("asks", true), Duration.ofSeconds(10));
            assertEquals(new Outcome(0, "", ""), outcome);
            assertEquals(List.of("sure?", "false yes caller"), told);
            assertEquals(1, hosted.node().plugins().size());
        }
    }

    @Test
    void aCommandIsCancelledWhenTheProcessThatCalledItEnds() throws Exception {
        Path cancelled = profile.resolve("plugins/dice/cancelled");
        try (HostedNode hosted = hosted()) {
            try (SocketChannel channel = ProfileSocketTest.connected(profile)) {
                LocalChannel link = new LocalChannel(channel);
                link.send(request("waits", false));
                assertInstanceOf(LocalAnswer.Taken.class, link.answer());
                assertEquals(new LocalAnswer.Text("waits now"), link.answer());
                assertFalse(Files.exists(cancelled));
            }
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!Files.exists(cancelled)) {
                assertTrue(System.nanoTime() < end, "it still runs");
                Thread.onSpinWait();
            }
            assertEquals(1, hosted.node().plugins().size());
        }
    }

    private String addContact() throws IOException {
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .sending();
        try (Node node = builder.start()) {
            node.contacts()
                    .vouch(new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of()));
        }
        return "bob";
    }

    private static LocalRequest.Run request(String command, boolean isAnswered) {
        return new LocalRequest.Run(
                new NodeOptions(), command, List.of(), Path.of("/the/caller"), false, isAnswered);
    }

    /** Returns a node as a chat has it, with the plugins that the user has agreed to. */
    private HostedNode chat() throws IOException {
        NodeBuilder chat =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .listen()
                        .pluginFolders(
                                new PluginFolders(
                                        Optional.of(shell.home().resolve("plugins")),
                                        List.of(),
                                        Map.of()));
        return HostedNode.of(chat.start(), profile, Duration.ZERO, new NodeOptions());
    }

    private HostedNode hosted() throws IOException {
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .sending()
                        .pluginFolders(
                                PluginFolders.trusted(List.of(shell.home().resolve("plugins"))));
        return HostedNode.of(builder.start(), profile, Duration.ZERO, new NodeOptions());
    }
}
