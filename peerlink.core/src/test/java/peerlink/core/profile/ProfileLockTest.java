package peerlink.core.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
