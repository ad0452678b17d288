package peerlink.core.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
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
            assertEquals(
                    self + " chat\n", Files.readString(directory.resolve(ProfileLock.FILE_NAME)));
            // the failed attempt has not let the first one's lock go
            assertThrows(ProfileInUseException.class, () -> ProfileLock.take(directory, "listen"));
        }
        ProfileLock.take(directory, "listen").close();
        assertEquals(
                self + " listen\n", Files.readString(directory.resolve(ProfileLock.FILE_NAME)));
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
