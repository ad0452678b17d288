package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import peerlink.cli.program.ExitCode;

/**
 * Runs the image in a process whose resources are missing, closed, full, or pulled away from under
 * it.
 */
@Timeout(300)
class ProcessEndToEndTest {
    @TempDir private Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() {
        machine = Machine.in(folder);
    }

    /** The script runs the program as {@code "$0"}. */
    private Program.Result sh(Map<String, String> environment, String script) throws Exception {
        Map<String, String> all = new HashMap<>(machine.environment());
        all.putAll(environment);
        return Program.run(all, Path.of("sh"), "-c", script, Program.launcher().toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    "$0" id >/dev/full                         | 1 | the output can't be written: the disk is full
                    "$0" plugins >/dev/full                    | 1 | the output can't be written: the disk is full
                    "$0" --help >/dev/full                     | 1 | the output can't be written: the disk is full
                    "$0" id >&-                                | 1 | the output can't be written: the standard output is closed
                    "$0" send bob - <&-                        | 2 | nothing to send: the text is empty
                    "$0" send bob "$(printf 'gr\\374n')"       | 2 | an argument is not text in UTF-8
                    PEERLINK_NAME=$(printf '\\374') "$0" id    | 2 | the variable PEERLINK_NAME is not text in UTF-8
                    ulimit -S -n 24; "$0" listen               | 1 | too few files may be open at once: 24
                    ulimit -S -n 12; "$0" --help               | 1 | too few files may be open at once: 12
                    PEERLINK_HOME=/dev/null/x "$0" id          | 1 | not a directory
                    """)
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full and the limits are Linux's")
    void aMissingResourceIsReportedInOneLine(String script, int status, String expected)
            throws Exception {
        Program.Result result = sh(Map.of(), script);
        List<String> lines = result.err().lines().toList();
        assertEquals(status, result.status(), result::toString);
        assertTrue(lines.getFirst().startsWith("peerlink: "), result::toString);
        assertTrue(lines.getFirst().contains(expected), result::toString);
        assertTrue(
                lines.stream().skip(1).allMatch(line -> line.startsWith("hint: ")),
                result::toString);
        assertEquals("", result.out());
    }

    @Test
    void aTextArrivesAsItWasTypedThoughTheLocaleIsNotInstalled() throws Exception {
        Map<String, String> locale =
                Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "xx_YY.UTF-8", "LC_TIME", "xx_ZZ");
        // the profile's folder must be found as well
        Path home = folder.resolve("grün");
        try (Program bob =
                Program.start(
                        with(locale, Map.of("PEERLINK_HOME", home.toString())),
                        Program.launcher(),
                        "listen",
                        "--json",
                        "--profile",
                        "bob")) {
            bob.waitForLine(line -> line.contains("\"ready\""));
            assertTrue(Files.isDirectory(home.resolve("profiles").resolve("bob")));
            Program.Result sent = sh(locale, "\"$0\" send --profile alice bob 'grün 🍏'");
            assertEquals(0, sent.status(), sent::toString);
            assertTrue(
                    bob.waitForLine(line -> line.contains("\"message\"")).contains("\"grün 🍏\""));
        }
    }

    @Test
    void theIdentityIsMadeInTheHomeOfTheVariable() throws Exception {
        Path home = Files.createDirectory(folder.resolve("sandbox"));
        Program.Result result =
                sh(
                        Map.of("PEERLINK_HOME", "", "XDG_DATA_HOME", "", "HOME", home.toString()),
                        "\"$0\" id");
        assertEquals(0, result.status(), result::toString);
        assertTrue(Files.isDirectory(home.resolve(".local/share/peerlink/profiles/default")));
    }

    /**
     * The program copies nothing there: neither plugins nor the libraries of SQLite and of JLine.
     */
    @Test
    void itNeedsNoFolderForTemporaryFiles() throws Exception {
        Map<String, String> environment =
                with(
                        Map.of("PEERLINK_JAVA_OPTS", "-Djava.io.tmpdir=" + folder.resolve("none")),
                        Map.of());
        try (Screen chat =
                Screen.start(100, 30, environment, Program.launcher(), "--profile", "alice")) {
            chat.waitFor("/help ");
            chat.enter("/plugins");
            String shown = chat.waitFor("history");
            assertFalse(shown.contains("failed"), shown);
        }
    }

    @Test
    void nothingMoreIsAcceptedAndTheUserIsToldOnceTheMessagesFileIsPulledAway() throws Exception {
        try (Program bob = machine.listen("bob")) {
            Files.delete(
                    Path.of(machine.environment().get("PEERLINK_HOME"))
                            .resolve("profiles/bob/messages.db"));
            bob.waitForError(
                    line ->
                            line.startsWith("no message can be kept")
                                    && line.contains("was removed while it was in use"));
            Program.Result sent = machine.run("send", "--profile=alice", "--timeout=5", "bob", "x");
            // bob does not acknowledge it, or on a busy machine does not answer at all
            assertNotEquals(0, sent.status(), sent::toString);
            assertFalse(bob.toString().contains("\"message\""), bob::toString);
        }
    }

    /** Another program holds a registry's port: it accepts connections and says nothing. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the hint is Linux's")
    void aPortThatIsHeldByAnotherProgramIsToldByEveryCommandAndHoldsUpNobody() throws Exception {
        Map<String, String> held = new HashMap<>(machine.environment());
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Program bob = machine.listen("bob")) {
            int port = silent.getLocalPort();
            assertEquals(0, machine.run("send", "bob", "first").status());
            held.put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:" + port);
            Program.Result sent = Program.run(held, Program.launcher(), "send", "bob", "second");
            assertEquals(0, sent.status(), sent::toString);
            bob.waitForLine(line -> line.contains("second"));
            bob.terminate();
            bob.waitForExit();
            Map<String, Integer> commands =
                    Map.of(
                            "send --timeout 4 bob third", ExitCode.PEER_UNAVAILABLE,
                            "send --profile erin --timeout 2 carol hello",
                                    ExitCode.REGISTRY_UNREACHABLE,
                            "peers", ExitCode.REGISTRY_UNREACHABLE,
                            "id", ExitCode.OK);
            Map<String, Program.Result> results = new ConcurrentHashMap<>();
            try (Program listen =
                    Program.start(held, Program.launcher(), "listen", "--profile", "dave")) {
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    commands.keySet()
                            .forEach(
                                    command ->
                                            threads.submit(
                                                    () ->
                                                            results.put(
                                                                    command,
                                                                    Program.run(
                                                                            held,
                                                                            Program.launcher(),
                                                                            command.split(" ")))));
                }
                listen.waitForError(line -> line.contains(problem(port)));
            }
            String hint = "ss -ltnp 'sport = :" + port + "'";
            commands.forEach(
                    (command, status) -> {
                        Program.Result result = results.get(command);
                        assertEquals(status, result.status(), result::toString);
                        assertTrue(result.err().contains(problem(port)), result::toString);
                        assertTrue(result.err().contains(hint), result::toString);
                    });
            Program.Result hinted = sh(Map.of(), hint);
            assertTrue(hinted.out().contains(":" + port), hinted::toString);
        }
    }

    private static String problem(int port) {
        return "the program at 127.0.0.1:%d accepts connections but does not answer as a registry"
                .formatted(port);
    }

    /** {@code setsid} takes the terminal away, from which the tests may have been started. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "setsid is Linux's")
    void aServiceGoesOnAtHangUpWithANewLog() throws Exception {
        Path log = folder.resolve("log");
        Map<String, String> environment = with(Map.of("PEERLINK_LOG", log.toString()), Map.of());
        try (Program listen =
                Program.start(
                        environment,
                        Path.of("setsid"),
                        Program.launcher().toString(),
                        "listen",
                        "--json")) {
            listen.waitForLine(line -> line.contains("\"ready\""));
            Files.move(log, folder.resolve("log.1"));
            listen.signal("HUP");
            while (Files.notExists(log) || !Files.readString(log).contains("hung up")) {
                assertTrue(listen.isAlive(), listen::toString);
                Thread.onSpinWait();
            }
            listen.terminate();
            assertEquals(143, listen.waitForExit().status());
        }
    }

    private Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(machine.environment());
        all.putAll(some);
        all.putAll(more);
        return all;
    }
}
