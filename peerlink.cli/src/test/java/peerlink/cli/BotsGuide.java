package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;

/** The programs and commands of docs/bots.md, and talk with the bots. */
final class BotsGuide {
    private static final Path GUIDE =
            Path.of("").toAbsolutePath().getParent().resolve("docs/bots.md");

    private BotsGuide() {}

    /** Returns the commands of one paragraph, from the one that begins so. */
    static String commands(String beginning) throws IOException {
        String guide = Files.readString(GUIDE);
        int start = guide.indexOf("\n    " + beginning);
        assertTrue(start >= 0, "no " + beginning);
        return guide.substring(start)
                .lines()
                .skip(1)
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Returns a program of the guide, by the name in its first line. */
    static String program(String name) throws IOException {
        Matcher block =
                Pattern.compile("```\\w+\n# " + Pattern.quote(name) + "\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(GUIDE));
        assertTrue(block.find(), "no " + name);
        return block.group(1);
    }

    static void require(String... tools) {
        for (String tool : tools) {
            boolean isThere =
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(place -> Files.isExecutable(Path.of(place).resolve(tool)));
            if (!isThere) {
                System.err.println("NOT TESTED: the programs of docs/bots.md, without " + tool);
            }
            assumeTrue(isThere, "SKIPPED: no " + tool);
        }
    }

    static Program start(Machine machine, Map<String, String> more, String... command)
            throws IOException {
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("PATH", Program.launcher().getParent() + ":" + System.getenv("PATH"));
        environment.put("PEERLINK_NAME", "bot");
        environment.putAll(more);
        List<String> words = new ArrayList<>(List.of(command));
        Path executable = Path.of(words.removeFirst());
        return Program.start(environment, executable, words.toArray(String[]::new));
    }

    static void say(Machine machine, String text) throws Exception {
        Program.Result sent = machine.run("send", "--queue", "--profile", "alice", "bot", text);
        assertEquals(0, sent.status(), sent::toString);
    }

    static void awaitText(Program listen, String text) throws InterruptedException {
        listen.waitForLine(line -> line.contains("\"text\":\"" + text + "\""));
    }

    /**
     * Waits until the profile has a cursor. It asks only when a node runs: it would be the node
     * itself otherwise, and take the bot with it when it ends.
     */
    static void awaitCursor(Machine machine, String cursor) throws Exception {
        while (machine.run("status").status() != 0) {
            Thread.onSpinWait();
        }
        while (true) {
            try (Program rpc = start(machine, Map.of(), Program.launcher().toString(), "rpc")) {
                rpc.type("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"cursors\"}");
                rpc.endInput();
                if (rpc.waitForExit().out().contains("\"name\":\"" + cursor + "\"")) {
                    return;
                }
            }
        }
    }

    /** Waits until the bot has been there, so that alice knows it. */
    static void awaitBot(Machine machine) throws Exception {
        awaitCursor(machine, "echo");
        while (machine.run("send", "--profile", "alice", "bot", "hello").status() != 0) {
            Thread.onSpinWait();
        }
    }
}
