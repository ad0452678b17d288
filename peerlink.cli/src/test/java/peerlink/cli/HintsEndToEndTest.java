package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hints of the image, each in the situation in which it is printed: what it names is run as it is printed. */
class HintsEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    /**
     * A command line, and what it fails with.
     *
     * @param commands those of the hint that end by themselves
     */
    private record Row(String typed, int status, String error, String hint, String... commands) {}

    private Program.Result shell(String command) throws Exception {
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("PATH", Program.launcher().getParent() + ":" + System.getenv("PATH"));
        return Program.run(environment, Path.of("sh"), "-c", command);
    }

    @Test
    void commandsOfTheShellThatFailNameCommandsThatWork() throws Exception {
        String port = machine.environment().get("PEERLINK_LOCAL_REGISTRY");
        List<Row> rows =
                List.of(
                        new Row(
                                "peerlink --profile pat",
                                1,
                                "the chat needs a terminal",
                                "without one, peerlink send bob hello --profile pat sends a message"
                                        + " and peerlink listen --profile pat prints what arrives",
                                "peerlink send bob hello --profile pat"),
                        new Row(
                                "peerlink id --profile 'bad name'",
                                2,
                                "not a name: 'bad name'",
                                "peerlink --profile alice"),
                        new Row(
                                "peerlink trust bob --profile pat",
                                2,
                                "no such command: 'trust'",
                                "peerlink contacts trust bob --profile pat",
                                "peerlink contacts trust bob --profile pat"),
                        new Row(
                                "peerlink cancel",
                                2,
                                "no such command: 'cancel'",
                                "peerlink outbox --help",
                                "peerlink outbox --help"),
                        new Row(
                                "peerlink status",
                                2,
                                "no such command: 'status'",
                                "in the chat it is /status; with a peer called so: peerlink chat status"),
                        new Row(
                                "peerlink sned bob hi",
                                2,
                                "no such command: 'sned'",
                                "peerlink send --help",
                                "peerlink send --help"),
                        new Row(
                                "peerlink peers --foo",
                                2,
                                "unknown option: '--foo'",
                                "peerlink peers --help",
                                "peerlink peers --help"),
                        new Row(
                                "peerlink peers one two",
                                2,
                                "one word too many: 'one'",
                                "peerlink peers --help"),
                        new Row("peerlink send bob", 2, "TEXT is missing", "peerlink send --help"),
                        new Row(
                                "peerlink send --timeout abc bob hi",
                                2,
                                "not a whole number for --timeout: 'abc'",
                                "peerlink send --help"),
                        new Row(
                                "peerlink send nobody hi --profile pat",
                                3,
                                "nobody called 'nobody'",
                                "peerlink peers --profile pat",
                                "peerlink peers --profile pat"),
                        new Row(
                                "peerlink send bob hi --profile pat --registry 127.0.0.1:1",
                                5,
                                "",
                                "start one with peerlink registry --listen 127.0.0.1:1"));
        List<String> wrong = new ArrayList<>();
        try (Program somebody = machine.listen("carol")) {
            for (Row row : rows) {
                Program.Result result = shell(row.typed());
                List<String> lines = result.err().lines().toList();
                if (result.status() != row.status()
                        || lines.size() < 2
                        || !lines.getFirst().startsWith("peerlink: " + row.error())
                        || !lines.getLast().equals("hint: " + row.hint())) {
                    wrong.add(row + "\n" + result);
                }
                for (String command : row.commands()) {
                    assertTrue(row.hint().contains(command), command);
                    Program.Result hinted = shell(command);
                    if (hinted.status() == ExitCode.USAGE) {
                        wrong.add(command + "\n" + hinted);
                    }
                }
            }
            assertTrue(somebody.isAlive());
        }
        assertEquals(List.of(), wrong, port);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsStartedByTheHint() throws Exception {
        String place = "127.0.0.1:" + Machine.freePort();
        Program.Result refused = machine.run("peers", "--profile", "pat", "--registry", place);
        assertEquals(ExitCode.REGISTRY_UNREACHABLE, refused.status());
        String hint = "hint: start one with peerlink registry --listen " + place;
        assertEquals(hint, refused.err().lines().toList().getLast());
        try (Program registry =
                machine.start(
                        "registry",
                        "--listen",
                        place,
                        "--admin",
                        "off",
                        "--visibility",
                        "public")) {
            registry.waitForLine(line -> line.startsWith("--registry " + place));
            Program.Result asked = machine.run("peers", "--profile", "pat", "--registry", place);
            assertEquals(0, asked.status(), asked::toString);
        }
    }

    @Test
    void aSecondProcessOfAProfileNamesWhatWorksBesideIt() throws Exception {
        try (Program bob = machine.listen("bob")) {
            Program.Result second = machine.run("listen", "--profile", "bob");
            assertNotEquals(0, second.status());
            String hint = second.err().lines().toList().getLast();
            assertTrue(
                    hint.startsWith(
                            "hint: peerlink outbox --profile bob works beside it, as does send; to end it: kill "),
                    hint);
            assertEquals(0, shell("peerlink outbox --profile bob").status());
            assertTrue(bob.isAlive());
        }
    }

    @Test
    void whatIsQueuedGoesOutByTheCommandThatIsNamed() throws Exception {
        try (Program registry =
                machine.start(
                        "registry",
                        "--listen",
                        "127.0.0.1:0",
                        "--admin",
                        "off",
                        "--visibility",
                        "public")) {
            String option = registry.waitForLine(line -> line.startsWith("--registry "));
            String place = option.substring("--registry ".length());
            Program carol = machine.listen("carol", "--registry", place);
            String id = machine.run("id", "--profile", "carol", "--json").out();
            String carolsId = id.replaceAll("(?s).*\"id\":\"([a-z2-7]{52})\".*", "$1");
            assertEquals(
                    0,
                    machine.run("send", "carol", "first", "--profile", "pat", "--registry", place)
                            .status());
            carol.terminate();
            carol.waitForExit();
            // it is told on a terminal alone
            try (Screen shell =
                    Screen.start(
                            400,
                            10,
                            machine.environment(),
                            Program.launcher(),
                            "send",
                            "--queue",
                            carolsId,
                            "later",
                            "--profile",
                            "pat",
                            "--registry",
                            place)) {
                shell.waitFor(" or peerlink listen --profile pat --registry " + place + " runs");
            }
            try (Program again = machine.listen("carol", "--registry", place);
                    Program sender =
                            machine.start("listen", "--profile", "pat", "--registry", place)) {
                again.waitForLine(line -> line.contains("\"text\":\"later\""));
                assertTrue(sender.isAlive());
            }
        }
    }

    @Test
    void theChatNamesWhoWroteLastAndCommandsWithTheirArguments() throws Exception {
        try (Program bob = machine.listen("bob");
                Screen alice =
                        Screen.start(
                                80,
                                40,
                                machine.environment(),
                                Program.launcher(),
                                "--profile",
                                "alice")) {
            alice.waitFor("alice>");
            assertEquals(0, machine.run("send", "--profile", "carol", "alice", "hi").status());
            alice.waitFor("carol: hi");
            alice.enter("hello");
            alice.waitFor("hint: /chat carol");
            alice.enter("/why");
            alice.waitFor("hint: /why carol");
            alice.enter("/trust");
            alice.waitFor("hint: /trust carol");
            alice.enter("/rename");
            alice.waitFor("hint: /rename carol dad");
            alice.enter("/rename carol dad");
            alice.waitFor("calls itself carol");
            alice.enter("/set presence");
            alice.waitFor("hint: /set presence off");
            alice.enter("/set presence off");
            alice.waitFor("who comes and goes is not told");
            assertTrue(bob.isAlive());
        }
    }

    @Test
    void anInviteIsCopiedInOnePieceAndTakenInTwo() throws Exception {
        try (Screen alice =
                        Screen.start(
                                60,
                                60,
                                machine.environment(),
                                Program.launcher(),
                                "--profile",
                                "alice");
                Screen bob =
                        Screen.start(
                                60,
                                40,
                                machine.environment(),
                                Program.launcher(),
                                "--profile",
                                "bob")) {
            alice.waitFor("alice>");
            alice.enter("/invite");
            alice.waitFor("peerlink://alice@");
            String screen = alice.copied();
            String invite =
                    screen.replaceAll("(?s).*(peerlink://alice@\\S+/[a-z2-7]{52})\\s.*", "$1");
            assertTrue(
                    invite.matches("peerlink://alice@127\\.0\\.0\\.1:\\d+/[a-z2-7]{52}"), screen);
            bob.waitFor("bob>");
            int half = invite.length() / 2;
            bob.enter(
                    "/connect <"
                            + invite.substring(0, half)
                            + "      "
                            + invite.substring(half)
                            + ">.");
            bob.waitFor("connected to alice, verified by the invite; /chat alice");
        }
    }
}
