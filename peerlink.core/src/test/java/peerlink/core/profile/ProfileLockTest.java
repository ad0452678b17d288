package peerlink.core.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.core.fixture.JavaProcess;
import peerlink.core.model.ProfileInUseException;

class ProfileLockTest {
    @TempDir Path directory;

    @Test
    void oneAtATimeHoldsItAndTheNextOneIsToldWho() throws Exception {
        long self = ProcessHandle.current().pid();
        try (ProfileLock _ = ProfileLock.take(directory, "chat")) {
            ProfileInUseException failure =
                    assertThrows(
                            ProfileInUseException.class,
                            () -> ProfileLock.take(directory, "listen"));
            assertEquals(self, failure.process().orElseThrow());
            assertTrue(
                    Files.readString(directory.resolve(ProfileLock.FILE_NAME))
                            .startsWith(self + " chat"));
            // the failed attempt has not let the first one's lock go
            assertThrows(ProfileInUseException.class, () -> ProfileLock.take(directory, "listen"));
        }
        ProfileLock.take(directory, "listen").close();
        assertTrue(
                Files.readString(directory.resolve(ProfileLock.FILE_NAME))
                        .startsWith(self + " listen"));
    }

    /** The system releases a lock as soon as its process closes the file a second time. */
    @Test
    void askingForTheHolderDoesNotLetItsOwnLockGo(@TempDir Path temporary) throws Exception {
        assertEquals(OptionalLong.empty(), ProfileLock.holder(directory));
        OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
        try (ProfileLock _ = ProfileLock.take(directory, "chat")) {
            assertEquals(self, ProfileLock.holder(directory));
            Process other =
                    new ProcessBuilder(
                                    JavaProcess.command(temporary, TakesTheLock.class, directory))
                            .redirectErrorStream(true)
                            .start();
            assertEquals("in use", new String(other.getInputStream().readAllBytes()).strip());
        }
        assertEquals(self, ProfileLock.holder(directory));
    }

    /** There its id is that of some other process, which a hint to end it would hit. */
    @Test
    void aProcessOfAnotherContainerIsNotNamedByItsId() throws Exception {
        Files.writeString(directory.resolve(ProfileLock.FILE_NAME), "12 daemon pid:[4026532199]\n");
        assertEquals(OptionalLong.empty(), ProfileLock.holder(directory));
        try (FileChannel held =
                        FileChannel.open(
                                directory.resolve(ProfileLock.FILE_NAME),
                                StandardOpenOption.WRITE);
                FileLock lock = held.lock()) {
            ProfileInUseException failure =
                    assertThrows(
                            ProfileInUseException.class,
                            () -> ProfileLock.take(directory, "listen"),
                            lock::toString);
            assertEquals(OptionalLong.empty(), failure.process());
            assertEquals("daemon", failure.purpose());
            assertEquals(
                    "the profile in %s is in use by a process of another container, which runs peerlink daemon"
                            .formatted(directory),
                    failure.getMessage());
        }
    }

    /** Another process that takes the lock. */
    static final class TakesTheLock {
        private TakesTheLock() {}

        public static void main(String[] arguments) throws Exception {
            try (ProfileLock _ = ProfileLock.take(Path.of(arguments[0]), "listen")) {
                System.out.println("taken");
            } catch (ProfileInUseException e) {
                System.out.println("in use");
            }
        }
    }
}
