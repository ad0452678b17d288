package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileSocketTest {
    @TempDir Path folder;

    private static void requireAnswer(Path directory, ProfileSocket socket) throws Exception {
        try (SocketChannel client = ProfileSocket.connect(directory);
                SocketChannel server = socket.accept()) {
            assertTrue(client.isConnected() && server.isConnected());
        }
    }

    @Test
    void theSocketIsTheOwnersAlone() throws Exception {
        try (ProfileSocket socket = ProfileSocket.bind(folder)) {
            requireAnswer(folder, socket);
            Path file = folder.resolve(ProfileSocket.FILE_NAME);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertThrows(IOException.class, () -> ProfileSocket.connect(folder));
        assertFalse(Files.exists(folder.resolve(ProfileSocket.FILE_NAME)));
    }

    @Test
    void whatACrashHasLeftIsReplaced() throws Exception {
        ProfileSocket.bind(folder); // and never closed
        try (ProfileSocket socket = ProfileSocket.bind(folder)) {
            requireAnswer(folder, socket);
        }
    }

    @Test
    void aProfileWhosePathIsTooLongHasItElsewhere() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
        assertThrows(NoSuchFileException.class, () -> ProfileSocket.connect(deep));
        ProfileSocket.bind(deep); // and never closed
        Path left = Path.of(Files.readString(deep.resolve(ProfileSocket.PLACE_NAME)));
        Path place;
        try (ProfileSocket socket = ProfileSocket.bind(deep)) {
            requireAnswer(deep, socket);
            place = Path.of(Files.readString(deep.resolve(ProfileSocket.PLACE_NAME)));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(place.getParent())));
        }
        assertFalse(Files.exists(left.getParent()));
        assertFalse(Files.exists(place.getParent()));
        assertFalse(Files.exists(deep.resolve(ProfileSocket.PLACE_NAME)));
    }

    @Test
    void aPlaceThatIsNoneIsNobodys() throws Exception {
        for (String place : new String[] {"", "/node.sock", "node.sock", "/nowhere/node.sock"}) {
            Files.writeString(folder.resolve(ProfileSocket.PLACE_NAME), place);
            assertThrows(IOException.class, () -> ProfileSocket.connect(folder), place);
        }
    }
}
