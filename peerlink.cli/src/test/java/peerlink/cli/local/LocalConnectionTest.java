package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.core.profile.ProfileLock;

/** A process that has the profile's messages open, and answers nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalConnectionTest {
    private static final Duration BRIEF = Duration.ofSeconds(1);

    @TempDir private Path profile;

    @Test
    void aRequestThatNobodyAnswersIsGivenUpAndTheProcessNamed() throws Exception {
        long self = ProcessHandle.current().pid();
        try (ProfileLock held = ProfileLock.take(profile, "daemon");
                ProfileSocket silent = ProfileSocket.bind(profile);
                LocalConnection connection = LocalConnection.open(profile, BRIEF)) {
            assertThrows(
                    IOException.class,
                    () -> {
                        connection.requests().send(new LocalRequest.Listing(new NodeOptions()));
                        connection.answer();
                    });
            CliException error =
                    assertThrows(
                            CliException.class, connection::requireAnswering, held + "" + silent);
            assertEquals(
                    "process %d, which has the profile's node, does not answer; ended by force, it loses no message"
                            .formatted(self),
                    error.getMessage());
            assertEquals("kill -KILL " + self, error.hint());
        }
    }

    /** The system lets a number of processes connect that nobody has accepted, and no more. */
    @Test
    void aConnectionThatTheSystemDoesNotMakeIsGivenUpToo() throws Exception {
        List<LocalConnection> open = new ArrayList<>();
        try (ProfileSocket silent = ProfileSocket.bind(profile)) {
            CliException error =
                    assertThrows(
                            CliException.class,
                            () -> {
                                while (open.size() < 10_000) {
                                    open.add(LocalConnection.open(profile, BRIEF));
                                }
                            },
                            silent::toString);
            assertEquals("the process with the profile's node does not answer", error.getMessage());
            assertFalse(open.isEmpty());
        } finally {
            open.forEach(LocalConnection::close);
        }
    }

    @Test
    void aProcessIsStoppedByASignalUntilItGoesOn() throws Exception {
        if (!Files.exists(Path.of("/proc/self/stat"))) {
            return; // other systems do not tell
        }
        Process sleeping = new ProcessBuilder("sleep", "60").start();
        try {
            NodeProcess process = new NodeProcess(OptionalLong.of(sleeping.pid()));
            assertFalse(process.isStopped());
            signal("-STOP", sleeping);
            assertTrue(process.awaitStopped(new CountDownLatch(1)));
            assertEquals("kill -CONT " + sleeping.pid(), process.doesNotAnswer().hint());
            signal("-CONT", sleeping);
            while (process.isStopped()) {
                Thread.onSpinWait();
            }
            assertFalse(process.awaitStopped(new CountDownLatch(0)));
        } finally {
            sleeping.destroyForcibly();
        }
    }

    private static void signal(String signal, Process to) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", signal, "" + to.pid()).start().waitFor());
    }
}
