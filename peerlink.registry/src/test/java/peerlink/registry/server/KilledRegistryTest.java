package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.store.RegistryStore;

/** A process that registers peers is really killed, and loses no acknowledged registration. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledRegistryTest {
    private static final int ROUNDS = 3;
    private static final int ACKNOWLEDGED = 1_500;

    @TempDir Path folder;

    @Test
    void nothingThatWasAcknowledgedIsLostWheneverTheProcessIsKilled() throws Exception {
        Set<Integer> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(registerUntilKilled(round * 1_000_000));
            try (RegistryStore store = Registrant.open(folder, InstantSource.system())) {
                for (int number : acknowledged) {
                    assertEquals(
                            Optional.of(Registrant.record(number).signed()),
                            store.find(Registrant.id(number)),
                            () -> "lost: peer " + number);
                }
            }
        }
        assertTrue(acknowledged.size() >= ROUNDS * ACKNOWLEDGED);
    }

    private Set<Integer> registerUntilKilled(int first) throws IOException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                Registrant.class.getName(),
                                folder.toString(),
                                Integer.toString(first))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Set<Integer> acknowledged = new HashSet<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            assertEquals("ready", lines.readLine());
            IOException inUse =
                    assertThrows(
                            IOException.class,
                            () -> Registrant.open(folder, InstantSource.system()));
            assertTrue(String.valueOf(inUse.getMessage()).contains("another registry uses"));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(Integer.parseInt(line));
                if (acknowledged.size() == ACKNOWLEDGED) {
                    // SIGKILL, by the handle: Process.destroyForcibly would also drop the lines
                    // printed before
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        return acknowledged;
    }

    /** Returns the class path of the tests and their dependencies, in any kind of test run. */
    private static String classPath() {
        return Stream.of(
                        Path.of("target", "test-classes").toString(),
                        Path.of("target", "classes").toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
