package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.command.PluginCommands;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.ExitCode;
import peerlink.cli.repl.BuiltInCommands;

/**
 * Brings the image to print its hints, each in its situation, and runs the commands in them as
 * printed. {@link HintRows} lists them all.
 */
@Order(1)
class HintsEndToEndTest {
    /** A command without pipes and the like, and without a file in the test's folder. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "([A-Z_]+=\\S+ )*peerlink(?! registry)"
                            + "(?!.*(\\.txt|--home (odd|bad)|plugins)) [^|;$<>\"\\\\&]*");

    private static final Pattern WORD = Pattern.compile("('[^']*'|[^\\s'])+");

    @TempDir Path folder;
    private Machine machine;

    /** The values of each machine's own that stand for placeholders in the rows. */
    private final Map<String, String> values = new HashMap<>();

    @BeforeEach
    void makeMachine() throws Exception {
        Path user = Files.createDirectory(folder.resolve("user"));
        Map<String, String> environment = new HashMap<>(Machine.in(folder).environment());
        environment.put("HOME", user.toString());
        environment.put("XDG_DATA_HOME", "");
        machine = new Machine(environment);
        values.put("{folder}", folder.toString());
        values.put("{home}", environment.get("PEERLINK_HOME"));
        values.put("{usual}", user.resolve(".local/share/peerlink").toString());
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }

    /**
     * Runs a command of the shell: in this process if it needs nothing of a shell, as a start of
     * the image for each takes minutes; else by a shell, with the image.
     */
    private Program.Result run(String command) throws Exception {
        if (!PLAIN.matcher(command).matches()) {
            return shell(command);
        }
        Surroundings surroundings = new Surroundings(folder);
        surroundings.variables.putAll(machine.environment());
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replace("'", ""));
        }
        while (words.getFirst().contains("=")) {
            String[] variable = words.removeFirst().split("=", 2);
            surroundings.variables.put(variable[0], variable[1]);
        }
        words.removeFirst();
        int status = surroundings.run(words.toArray(String[]::new));
        return new Program.Result(status, surroundings.out(), surroundings.err());
    }

    /** Runs a command in the test's folder, with the image. */
    private Program.Result shell(String command) throws Exception {
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("PATH", Program.launcher().getParent() + ":" + System.getenv("PATH"));
        String script = "cd '" + folder + "' && { " + command + "; }";
        return Program.run(environment, Path.of("sh"), "-c", script);
    }

    private Program registry(String visibility) throws Exception {
        return machine.start(
                "registry",
                "--listen",
                "127.0.0.1:0",
                "--data",
                folder.resolve(visibility).toString(),
                "--admin",
                "off",
                "--visibility",
                visibility);
    }

    private static String place(Program registry) throws Exception {
        String prefix = "--registry ";
        return registry.waitForLine(line -> line.startsWith(prefix))
                .substring(prefix.length())
                .split("/")[0];
    }

    private void noteCarol() throws Exception {
        String id = machine.run("id", "--profile", "carol", "--json").out();
        values.put("{carol}", id.replaceAll("(?s).*\"id\":\"([a-z2-7]{52})\".*", "$1"));
        values.put("{invite}", id.replaceAll("(?s).*\"invite\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void commandsOfTheShellThatFailNameCommandsThatWork() throws Exception {
        Path secret = Files.writeString(folder.resolve("passphrase.txt"), "correct horse\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        List<String> wrong = new ArrayList<>();
        try (Program lookup = registry("lookup-only");
                Program members = registry("registered");
                Program hidden = registry("hidden");
                Program carol = machine.listen("carol")) {
            noteCarol();
            values.put("{lookup}", place(lookup));
            values.put("{members}", place(members));
            values.put("{hidden}", place(hidden));
            for (String profile : List.of("pat", "sid", "val")) {
                assertEquals(0, machine.run("send", "carol", "hi", "--profile", profile).status());
            }
            Set<String> done = new HashSet<>();
            for (HintRows.Shell row : HintRows.SHELL) {
                String hint = filled(row.hint());
                Program.Result result = run(filled(row.typed()));
                List<String> lines = result.err().lines().toList();
                List<String> hints = hint.lines().map(line -> "hint: " + line).toList();
                int error = lines.size() - hints.size() - 1;
                if (result.status() != row.status()
                        || error < 0
                        || !lines.get(error).startsWith("peerlink: " + filled(row.error()))
                        || !lines.subList(error + 1, lines.size()).equals(hints)) {
                    wrong.add(row + "\n" + result);
                    continue;
                }
                for (String command : row.commands()) {
                    String hinted = filled(command);
                    if (done.add(hinted)) {
                        Program.Result then = run(hinted);
                        if (then.status() == ExitCode.USAGE
                                || then.err().contains(lines.get(error))) {
                            wrong.add(row + "\n" + then);
                        }
                    }
                }
            }
            assertTrue(carol.isAlive());
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void linesOfTheChatThatAreRefusedNameLinesThatWork() throws Exception {
        Files.writeString(folder.resolve("sp ace.txt"), "x");
        try (Screen alice =
                Screen.start(
                        300, 60, machine.environment(), Program.launcher(), "--profile", "alice")) {
            alice.waitFor("alice>");
            for (HintRows.Chat row : HintRows.ALONE) {
                isAnswered(alice, row);
            }
            try (Program carol = machine.listen("carol")) {
                noteCarol();
                assertEquals(0, machine.run("send", "--profile", "carol", "alice", "hi").status());
                alice.waitFor("carol: hi");
                for (HintRows.Chat row : HintRows.CHAT) {
                    isAnswered(alice, row);
                }
                assertTrue(carol.isAlive());
            }
        }
    }

    /** Types a line, and then the command of its hint. */
    private void isAnswered(Screen chat, HintRows.Chat row) throws Exception {
        String hint = filled(row.hint());
        String error = filled(row.error());
        chat.enter(filled(row.typed()));
        chat.waitFor(error);
        for (String line : hint.lines().toList()) {
            chat.waitFor("hint: " + line);
        }
        clear(chat, error);
        if (!row.answer().isEmpty()) {
            chat.enter(hint.lines().toList().getLast());
            String shown = chat.waitFor(filled(row.answer()));
            assertFalse(shown.contains(error), shown);
            clear(chat, filled(row.answer()));
        }
    }

    private static void clear(Screen chat, String shown) throws Exception {
        chat.enter("/clear");
        chat.waitUntil("an empty screen", screen -> screen.strip().lines().count() <= 2);
        assertFalse(shown.isEmpty());
    }

    @Test
    void aMissingAcknowledgementIsLookedInto() throws Exception {
        // bob hosts the registry, which is not to stop as well
        try (Program bob = machine.listen("bob");
                Program carol = machine.listen("carol")) {
            assertEquals(0, machine.run("send", "carol", "hi", "--profile", "pat").status());
            assertTrue(bob.isAlive());
            carol.signal("STOP");
            // a busy machine needs more than a second to ask the registry
            Program.Result sent =
                    machine.run("send", "--timeout", "8", "carol", "hi", "--profile", "pat");
            assertEquals(ExitCode.PEER_UNAVAILABLE, sent.status(), sent::toString);
            assertTrue(
                    sent.err().endsWith("\nhint: peerlink why carol --profile pat\n"), sent.err());
            carol.signal("CONT");
            assertEquals(0, shell("peerlink why carol --profile pat").status());
        }
    }

    @Test
    void anOfferedFileIsTakenWhereTheHintSays() throws Exception {
        Path file = Files.writeString(folder.resolve("sp ace.txt"), "x");
        try (Screen alice = machine.chat("alice");
                Screen bob = machine.chat("bob")) {
            alice.waitFor("bob");
            bob.waitFor("alice");
            bob.enter("/send alice '" + file + "'");
            alice.waitFor("offers sp ace.txt");
            alice.enter("/receive 1 as nowhere/");
            alice.waitFor("no such folder: 'nowhere/'");
            alice.waitFor("hint: /receive 1 as ~");
            alice.enter("/receive 1 as ~");
            alice.waitFor("sp ace.txt from bob is saved: ");
            assertEquals("x", Files.readString(folder.resolve("user").resolve("sp ace.txt")));
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerIsStartedByTheHint() throws Exception {
        String place = "127.0.0.1:" + Machine.freePort();
        Program.Result refused = machine.run("peers", "--profile", "pat", "--registry", place);
        assertEquals(ExitCode.REGISTRY_UNREACHABLE, refused.status());
        String hint = "hint: peerlink registry --listen " + place;
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
            String error = second.err();
            assertTrue(
                    error.endsWith(
                            "; beside it, peerlink outbox --profile bob works\nhint: peerlink stop --profile bob\n"),
                    error);
            assertEquals(0, shell("peerlink outbox --profile bob").status());
            Program.Result other =
                    machine.run("send", "x", "y", "--profile", "bob", "--registry", "127.0.0.1:1");
            String end = other.err().lines().toList().getLast();
            assertEquals("hint: peerlink stop --profile bob", end);
            assertTrue(bob.isAlive());
            assertEquals(0, shell(end.replaceAll(".*: ", "")).status());
            bob.waitForExit();
        }
    }

    @Test
    void aQueuedMessageGoesOutByTheCommandThatTheHintNames() throws Exception {
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
            // the hint is printed on a terminal alone
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

    /**
     * A list in the shell's code has the commands of the chat's own plugins, since the shell starts
     * no plugin.
     */
    @Test
    void eachCommandOfTheChatIsKnownToTheShell() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("alice>");
            alice.enter("/help");
            String help = alice.waitFor(" /why ");
            Set<String> commands = new HashSet<>();
            Arrays.stream(help.split("\\s+"))
                    .filter(word -> word.matches("/[a-z-]+"))
                    .forEach(word -> commands.add(word.substring(1)));
            commands.removeAll(BuiltInCommands.reserved());
            assertEquals(PluginCommands.OF_IMAGE, commands);
        }
    }
}
