package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.contract.ClumsyPlugins;
import peerlink.cli.fixture.Agreements;
import peerlink.cli.fixture.ForeignPlugin;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** Runs plugins in the image: those that come with it, and those that a user drops in. */
class PluginsEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    @Test
    void thePluginOfTheReadmeRunsAndABrokenOneHarmsNothing() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("home/plugins"));
        Path greeter = packReadmePlugin(folder.resolve("greeter.jar"));
        Files.writeString(plugins.resolve("broken.jar"), "this is no jar");
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("/help ");
            Files.move(greeter, plugins.resolve("greeter.jar"));
            alice.waitFor("to let it run: /plugins allow greeter");
            assertTrue(alice.contents().contains("provides Plugin; needs nothing special"));
            alice.type("/plugins al");
            alice.press("Tab");
            alice.waitFor("/plugins allow ");
            alice.enter("greeter");
            alice.waitFor("the plugin greeter runs");
            alice.enter("/plugins");
            alice.waitUntil(
                    "all plugins",
                    shown ->
                            Pattern.compile("broken .*failed").matcher(shown).find()
                                    && Pattern.compile("greeter .*started").matcher(shown).find()
                                    && Pattern.compile("history .*started").matcher(shown).find());
            try (Screen bob = machine.chat("bob")) {
                bob.waitFor("  /chat alice");
                alice.waitFor("· bob is here");
                alice.enter("/greet bob");
                bob.waitFor("alice: hello!");
                alice.waitFor("greeted bob");
            }
            Program.Result listed = machine.run("plugins", "--json", "--profile", "alice");
            PrintedJson.all("installedPlugin", listed.out());
            assertTrue(
                    listed.out()
                            .contains(
                                    "\"name\":\"greeter\",\"version\":\"\",\"state\":\"started\""),
                    listed::out);
            Program.Result disabled =
                    machine.run("plugins", "disable", "greeter", "--profile", "alice");
            assertEquals("the plugin greeter is disabled\n", disabled.out(), disabled::err);
            alice.enter("/greet bob");
            alice.waitFor("no command /greet");
            Files.delete(plugins.resolve("greeter.jar"));
        }
    }

    @Test
    void aFileArrivesOnceTheReceiverTakesIt() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("it's a report.bin"), content);
        try (Screen alice = machine.chat("alice");
                Screen bob = machine.chat("bob")) {
            alice.waitFor("bob is here");
            alice.enter("/send bob \"" + file + "\"");
            bob.waitFor("/receive 1 or /refuse 1");
            Path taken = folder.resolve("taken.bin");
            bob.enter("/receive 1 as " + taken);
            alice.waitFor("bob has received it's a report.bin");
            assertArrayEquals(content, Files.readAllBytes(taken));

            alice.enter("/send bob \"" + file + "\"");
            bob.waitFor("/receive 2 or /refuse 2");
            bob.enter("/refuse 2");
            alice.waitUntil("the refusal", shown -> shown.contains("refused"));
        }
    }

    @Test
    void historyRemembersAcrossARestart() throws Exception {
        try (Screen bob = machine.chat("bob")) {
            bob.waitFor("/help ");
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                alice.waitUntil(
                        "the prompt", shown -> shown.stripTrailing().endsWith("alice→bob?>"));
                alice.enter("the build is green");
                bob.waitFor("alice: the build is green");
                bob.enter("@alice no wonder");
                alice.waitFor("bob: no wonder");
                alice.enter("/quit");
                assertEquals(0, alice.waitForExit());
            }
            try (Screen alice = machine.chat("alice")) {
                alice.waitFor("/help ");
                alice.enter("/history GREEN");
                alice.waitFor("the build is «green»");
                alice.enter("/history wonder");
                alice.waitFor("no «wonder»");

                // a shell asks the chat
                Program.Result found = machine.run("history", "--profile", "alice", "GREEN");
                assertEquals(0, found.status(), found::err);
                assertTrue(found.out().endsWith(": the build is green\n"), found::out);
                Program.Result entries =
                        machine.run("history", "--json", "GREEN", "--profile", "alice");
                PrintedJson.all("entry", entries.out());
                Program.Result none =
                        machine.run("history", "--json", "blue", "--profile", "alice");
                assertEquals(1, none.status(), none::err);
                assertEquals("", none.out());
                assertEquals("no such message\n", none.err());
            }
        }
    }

    @Test
    void clumsyPluginsNeitherTearTheScreenNorGoUnnamed() throws Exception {
        ClumsyPlugins.in(
                Files.createDirectories(folder.resolve("home/plugins")),
                folder.resolve("work"),
                List.of("prints", "completes", "leaves", "floods", "needs"));
        Agreements.toAll(folder.resolve("home"), "alice");
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("/help ");
            alice.type("/completes ");
            alice.press("Tab");
            alice.type("goes on");
            alice.waitFor("/completes goes on");
            alice.press("C-c");
            assertFalse(alice.contents().contains("printed raw"), alice.contents());
            assertFalse(alice.contents().contains("flood"), alice.contents());
            assertTrue(
                    alice.contents()
                            .contains(
                                    "the plugin needs failed: needs jdk.jlink, which neither PeerLink nor the plugin has"),
                    alice.contents());
            alice.enter("/leaves");
            alice.waitForExit();
        }
        String deed = "the plugin leaves ended the last run, by System.exit in /leaves";
        try (Screen alice = machine.chat("alice")) {
            assertTrue(alice.waitFor("/help ").contains(deed), alice.contents());
            Program.Result listed = machine.run("plugins", "--profile", "alice");
            assertEquals(0, listed.status(), listed::err);
            assertTrue(
                    Pattern.compile("leaves +1.2 +started ").matcher(listed.out()).find(),
                    listed::out);
        }
        try (Screen alice = machine.chat("alice", "--no-plugins")) {
            assertFalse(alice.waitFor("/help ").contains(deed), alice.contents());
            alice.enter("/leaves");
            alice.waitFor("no command /leaves");
        }
    }

    @Test
    void listenTakesAddressesOfSeveralSchemesWithoutHostAndPort() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("home/plugins"));
        ForeignPlugin.in(plugins, folder.resolve("work"), PeerId.ofKey(new byte[] {7}));
        ClumsyPlugins.in(plugins, folder.resolve("work2"), List.of("prints"));
        Agreements.toAll(folder.resolve("home"), "alice");
        ClumsyPlugins.in(plugins, folder.resolve("work3"), List.of("leaves"));
        try (Program listener =
                machine.listen(
                        "alice",
                        "--registry",
                        "shared:///there",
                        "--listen",
                        "pipe:///run/alice",
                        "--listen",
                        "127.0.0.1:0")) {
            String ready = listener.waitForLine(line -> line.contains("\"ready\""));
            assertTrue(ready.contains("\"registry\":\"shared:///there\""), ready);
            assertTrue(ready.contains("pipe:///run/alice"), ready);
            assertTrue(ready.contains("\"pluginsSkipped\":[\"leaves\"]"), ready);
            assertTrue(
                    listener.waitForError(line -> line.contains("leaves"))
                            .contains("is not run, as it is new, and you have not agreed to it"));
            assertTrue(ready.contains("127.0.0.1:"), ready);
            listener.terminate();
            Program.Result ended = listener.waitForExit();
            assertFalse((ended.out() + ended.err()).contains("printed raw"), listener::toString);
        }
    }

    /** Compiles the README's plugin against the API alone, as the README says. */
    private Path packReadmePlugin(Path jar) throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Path sources = Files.createDirectories(folder.resolve("greeter"));
        Matcher blocks =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(root.resolve("README.md")));
        for (String name : List.of("module-info.java", "Greeter.java")) {
            blocks.find();
            Files.writeString(sources.resolve(name), blocks.group(1));
        }
        Path classes = folder.resolve("classes");
        run(
                "javac",
                "-p",
                root.resolve("peerlink.api/target/classes").toString(),
                "-d",
                classes.toString(),
                sources.resolve("module-info.java").toString(),
                sources.resolve("Greeter.java").toString());
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static void run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertEquals(0, status, output::toString);
    }
}
