package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** Each process has 128 MiB, as in a small container: the system kills one that takes more. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "control groups are Linux's")
class SmallMemoryEndToEndTest {
    private static final long LIMIT = 128 << 20;
    private static final int MESSAGES = 5_000;

    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    @TempDir private Path folder;
    private final List<Path> groups = new ArrayList<>();
    private Map<String, String> environment;

    @BeforeEach
    void chooseOptions() {
        environment = new HashMap<>(Machine.in(folder).environment());
        environment.remove("PEERLINK_JAVA_OPTS"); // the launcher's own are to fit
    }

    @AfterEach
    void removeGroups() throws Exception {
        for (Path group : groups) {
            while (!Files.readString(group.resolve("cgroup.procs")).isEmpty()) {
                Thread.onSpinWait(); // killed processes go soon
            }
            Files.delete(group);
        }
    }

    /** Returns the command of a program with a control group of its own. */
    private String[] command(String... arguments) throws IOException {
        boolean isFirstVersion = Files.isDirectory(GROUPS.resolve("memory"));
        Path above = isFirstVersion ? GROUPS.resolve("memory") : GROUPS;
        Path group =
                above.resolve(
                        "peerlink-test-%d-%d"
                                .formatted(ProcessHandle.current().pid(), groups.size()));
        try {
            Files.createDirectory(group);
            groups.add(group);
            Files.writeString(
                    group.resolve(isFirstVersion ? "memory.limit_in_bytes" : "memory.max"),
                    Long.toString(LIMIT));
        } catch (IOException e) {
            abort("SKIPPED: a control group can be made by root alone: " + e);
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-c", "echo $$ >\"$0/cgroup.procs\" && exec \"$@\""));
        command.addAll(List.of(group.toString(), Program.launcher().toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private Program start(String... arguments) throws IOException {
        return Program.start(environment, Path.of("sh"), command(arguments));
    }

    @Test
    void fiveThousandMessagesArriveInAContainerOf128MiB() throws Exception {
        try (Program demo = start("demo")) {
            Program.Result result = demo.waitForExit();
            assertEquals(0, result.status(), result::toString);
        }
        try (Program bob = start("listen", "--json", "--profile", "bob")) {
            bob.waitForLine(line -> line.contains("\"ready\""));
            try (Screen alice =
                    Screen.start(
                            100,
                            30,
                            environment,
                            Path.of("sh"),
                            command("--profile", "alice", "chat", "bob"))) {
                alice.waitFor("/help ");
                alice.enter("from a chat");
                bob.waitForLine(line -> line.contains("from a chat"));
                alice.waitFor("from a chat ✓");
                alice.press("C-d");
                assertEquals(0, alice.waitForExit());
            }
            try (Program send = start("send", "--profile", "alice", "bob", "by send")) {
                Program.Result result = send.waitForExit();
                assertEquals(0, result.status(), result::toString);
            }
            try (Program bot = start("rpc", "--profile", "alice")) {
                for (int i = 1; i <= MESSAGES; i++) {
                    bot.type(
                            "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"send\",\"params\":{\"to\":\"bob\",\"text\":\"m%d\"}}"
                                    .formatted(i, i));
                }
                bob.waitForLine(line -> line.contains("\"text\":\"m" + MESSAGES + "\""));
                assertTrue(bot.isAlive(), bot::toString);
            }
            assertTrue(bob.isAlive(), bob::toString);
            long arrived =
                    bob.toString().lines().filter(line -> line.contains("\"text\":\"m")).count();
            assertEquals(MESSAGES, arrived);
        }
    }
}
