package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileLockTest {
    @TempDir Path directory;

    @Test
    void oneAtATimeHoldsItAndTheNextOneIsToldWhy() throws Exception {
        try (ProfileLock _ = ProfileLock.take(directory)) {
            String message =
                    assertThrows(IOException.class, () -> ProfileLock.take(directory)).getMessage();
            assertEquals(
                    "the profile in " + directory + " is in use by another chat or listen",
                    message);
        }
        ProfileLock.take(directory).close();
    }
}
