package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.program.Hints;

class PluginExitTest {
    private static final StackTraceElement EXIT =
            new StackTraceElement("java.lang.Runtime", "exit", "Runtime.java", 1);
    private static final StackTraceElement SLEEP =
            new StackTraceElement("java.lang.Thread", "sleep", "Thread.java", 1);

    @Test
    void onlyThePluginWhoseThreadWaitsInTheExitIsNamed() {
        assertEquals(
                Optional.of("bot handling a message from bob"),
                PluginExit.culprit(
                        Map.of(
                                thread("main"),
                                new StackTraceElement[] {EXIT},
                                thread("peerlink plugin-other idle"),
                                new StackTraceElement[] {SLEEP},
                                thread("peerlink plugin-bot handling a message from bob"),
                                new StackTraceElement[] {SLEEP, EXIT})));
        assertEquals(
                Optional.empty(),
                PluginExit.culprit(Map.of(thread("main"), new StackTraceElement[] {EXIT})));
    }

    @Test
    void theNextRunTellsOfItOnce(@TempDir Path profile) throws Exception {
        Files.writeString(profile.resolve("plugin-exit"), "bot handling\u001b[2J a message");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(out, true, StandardCharsets.UTF_8);
        PluginExit.tellLast(profile, err, Hints.NONE);
        PluginExit.tellLast(profile, err, Hints.NONE);
        assertEquals(
                "warning: the plugin bot ended the last run, by System.exit in handling\uFFFD[2J a message; remove it, or do without plugins: peerlink --no-plugins\n",
                out.toString(StandardCharsets.UTF_8));
    }

    private static Thread thread(String name) {
        return Thread.ofPlatform().name(name).unstarted(() -> {});
    }
}
