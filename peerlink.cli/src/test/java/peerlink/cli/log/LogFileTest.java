package peerlink.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir Path folder;

    @Test
    void theFileIsTheUsersAloneAndIsAppendedTo() throws Exception {
        Path file = folder.resolve("log");
        for (String text : new String[] {"one", "two"}) {
            try (LogFile log = LogFile.open(file)) {
                log.write(text);
            }
        }
        assertEquals("onetwo", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    @Timeout(60)
    void aLogThatWasMovedAwayIsFollowedByANewOneWithoutASignal() throws Exception {
        Path file = folder.resolve("log");
        Path kept = folder.resolve("log.1");
        try (LogFile log = LogFile.open(file)) {
            log.write("before\n");
            Files.move(file, kept);
            while (Files.notExists(file)) {
                log.write("meanwhile\n");
                Thread.onSpinWait();
            }
            log.write("after\n");
        }
        assertTrue(Files.readString(kept).startsWith("before\n"), "what was written is kept");
        assertTrue(Files.readString(file).endsWith("after\n"), Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aLogIsReopenedAtOnceIfSomebodyAsksForIt() throws Exception {
        Path file = folder.resolve("log");
        try (LogFile log = LogFile.open(file)) {
            log.write("before\n");
            Files.move(file, folder.resolve("log.1"));
            log.reopen();
            log.write("after\n");
        }
        assertEquals("after\n", Files.readString(file));
    }

    @Test
    void anInterruptedThreadDoesNotCloseTheLogForTheOthers() throws Exception {
        Path file = folder.resolve("log");
        try (LogFile log = LogFile.open(file)) {
            Thread interrupted =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        write(log, "one\n");
                                    });
            interrupted.join();
            log.write("two\n");
        }
        assertEquals("one\ntwo\n", Files.readString(file));
    }

    private static void write(LogFile log, String text) {
        try {
            log.write(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
