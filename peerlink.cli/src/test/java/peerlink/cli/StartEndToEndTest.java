package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** The user types before the node of the chat is there. */
@Isolated("a start waits ten seconds for its profile, in which a user must have had his turn")
class StartEndToEndTest {
    /** Without its last blank, as rows of the screen end with none. */
    private static final String PROMPT = "alice>";

    @TempDir private Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
        assertEquals(0, machine.run("id", "--profile", "alice").status());
    }

    /** Holds the profile as a process does that sends something: a chat waits for its end. */
    private final class Busy implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;

        Busy() throws Exception {
            channel =
                    FileChannel.open(
                            folder.resolve("home/profiles/alice/node.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            lock = channel.lock();
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            (ProcessHandle.current().pid() + " node\n")
                                    .getBytes(StandardCharsets.UTF_8)));
        }

        void end() throws IOException {
            if (lock.isValid()) {
                lock.release();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void linesTypedBeforeTheNodeIsThereGoToThePeerTheyWereBegunFor() throws Exception {
        try (Program bob = machine.listen("bob");
                Busy busy = new Busy();
                Screen alice = machine.chat("alice", "chat", "bob")) {
            alice.waitFor(PROMPT);
            alice.enter("first of two");
            alice.waitFor("sent once the node has started");
            assertTrue(alice.contents().contains("alice> first of two"), alice.contents());
            alice.enter("second of two");
            busy.end();
            bob.waitForLine(line -> line.contains("\"first of two\""));
            bob.waitForLine(line -> line.contains("\"second of two\""));
            alice.waitFor("alice→bob: second of two ✓");
            assertFalse(alice.contents().contains("once the node"), alice.contents());
            alice.press("C-d");
            assertEquals(0, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void controlCTakesALineBackAndThenEndsTheStart() throws Exception {
        try (Busy _ = new Busy();
                Screen alice = machine.chat("alice")) {
            alice.waitFor(PROMPT);
            alice.enter("half a line");
            alice.waitFor("sent once the node has started");
            alice.press("C-c");
            alice.waitUntil(
                    "the line alone",
                    shown ->
                            shown.contains("alice> half a line")
                                    && !shown.contains("once the node"));
            alice.press("C-c");
            alice.waitUntil(
                    "an empty line",
                    shown -> !shown.contains("half") && shown.stripTrailing().endsWith(PROMPT));
            alice.press("C-c");
            assertEquals(130, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void aFailedStartRestoresTheTerminalAndTellsOfTheLine() throws Exception {
        Files.writeString(folder.resolve("home/profiles/alice/contacts.json"), "no contacts");
        try (Busy busy = new Busy();
                Screen alice = machine.chat("alice")) {
            alice.waitFor(PROMPT);
            alice.type("half a line");
            alice.waitFor("alice> half a line");
            busy.end();
            alice.waitFor("damaged contacts");
            assertEquals(1, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
            assertTrue(alice.contents().contains("not sent: half a line"), alice.contents());
        }
    }
}
