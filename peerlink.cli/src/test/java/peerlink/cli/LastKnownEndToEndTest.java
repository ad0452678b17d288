package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.JsonNode;

/** Runs peers of the image while registries are away or want a token. */
class LastKnownEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    private Program registry(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 3];
        all[0] = "registry";
        all[1] = "--admin";
        all[2] = "off";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return machine.start(all);
    }

    private static String place(Program registry) throws InterruptedException {
        return registry.waitForLine(line -> line.startsWith("--registry ")).split(" ")[1];
    }

    @Test
    void aLastKnownPeerIsShownAsSuchAndReachedWhenTheRegistryIsGone() throws Exception {
        try (Program registry = registry()) {
            String place = place(registry);
            try (Program bob = machine.listen("bob", "--registry", place);
                    Screen chat = machine.chat("carol", "--registry=" + place)) {
                Program.Result there = peers(place);
                assertEquals(0, there.status(), there::toString);
                assertTrue(there.out().contains("\"name\":\"bob\""), there::toString);
                assertTrue(there.out().contains("\"present\":true"), there::toString);
                chat.waitFor("· bob is here");
                registry.kill();
                registry.waitForExit();

                Program.Result away = peers(place);
                assertEquals(5, away.status(), away::toString);
                List<String> lines = away.out().lines().toList();
                JsonNode known = PrintedJson.checked("peer", lines.getFirst());
                PrintedJson.checked("error", lines.getLast());
                assertFalse(known.get("present").asBoolean(true), away::toString);
                assertTrue(known.get("lastKnown").asString().endsWith("Z"), away::toString);
                Program.Result sent =
                        machine.run("send", "--profile", "alice", "--registry", place, "bob", "hi");
                assertEquals(new Program.Result(0, "", ""), sent);
                bob.waitForLine(line -> line.contains("\"text\":\"hi\""));

                chat.waitFor("is out of reach");
                chat.enter("/peers");
                chat.waitFor("(last known 20");
            }
        }
    }

    private Program.Result peers(String place) throws Exception {
        return machine.run("peers", "--json", "--profile", "alice", "--registry", place);
    }

    @Test
    void aLookupOnlyPeerIsNotListedButFoundByItsName() throws Exception {
        try (Program registry = registry()) {
            String place = place(registry);
            try (Program bob =
                    machine.listen("bob", "--registry", place, "--visibility", "lookup-only")) {
                assertEquals(
                        new Program.Result(0, "", "nobody else is there\n"),
                        machine.run("peers", "--profile", "alice", "--registry", place));
                Program.Result sent =
                        machine.run("send", "--profile", "alice", "--registry", place, "bob", "hi");
                assertEquals(0, sent.status(), sent::toString);
                bob.waitForLine(line -> line.contains("\"text\":\"hi\""));
            }
        }
        Program.Result wrong = machine.run("listen", "--visibility", "nobody");
        assertEquals(2, wrong.status());
        assertEquals(
                """
                peerlink: not a word for visibility: 'nobody' (one of public, lookup-only, hidden)
                hint: peerlink listen --visibility lookup-only
                """,
                wrong.err());
    }

    @Test
    void aTokenLetsWhoHasItRegister() throws Exception {
        String token = "abcdefghijklmnopqrstuvwxyz234567";
        Path allowed = secret("allowed", "token " + token);
        try (Program registry = registry("--allow", allowed.toString())) {
            String place = place(registry);
            try (Program bob =
                            machine.listen(
                                    "bob",
                                    "--registry",
                                    place,
                                    "--registry-token-file",
                                    secret("token", token).toString());
                    Program carol = machine.listen("carol", "--registry", place)) {
                Program.Result there = machine.run("peers", "--profile=alice", "--registry", place);
                assertTrue(there.out().startsWith("bob "), there::toString);
                assertFalse(there.out().contains("carol"), there::toString);
                // the registry's answer is on the standard error, with the number in the registry's
                // log
                carol.terminate();
                String said = carol.waitForExit().err();
                assertTrue(
                        said.matches("(?s).*does not list you: .* \\(request \\d+\\.\\d+\\).*"),
                        said);
                bob.terminate();
                assertFalse(bob.waitForExit().err().contains(token));
            }
        }
    }

    private Path secret(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, content + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
