package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Program;

class ProfileSocketTest {
    @TempDir Path folder;

    private static void requireAnswer(Path directory, ProfileSocket socket) throws Exception {
        try (SocketChannel client = connected(directory);
                SocketChannel server = socket.accept()) {
            assertTrue(client.isConnected() && server.isConnected());
        }
    }

    /** Connects to the process that has a profile's messages open. */
    static SocketChannel connected(Path directory) throws IOException {
        SocketChannel channel = ProfileSocket.unconnected();
        boolean isConnected = false;
        try {
            ProfileSocket.connect(channel, directory);
            isConnected = true;
            return channel;
        } finally {
            if (!isConnected) {
                channel.close();
            }
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
        assertThrows(IOException.class, () -> connected(folder));
        assertFalse(Files.exists(folder.resolve(ProfileSocket.FILE_NAME)));
    }

    @Test
    void theSocketThatACrashHasLeftIsReplaced() throws Exception {
        ProfileSocket.bind(folder); // and never closed
        try (ProfileSocket socket = ProfileSocket.bind(folder)) {
            requireAnswer(folder, socket);
        }
    }

    @Test
    void aProfileWhosePathIsTooLongHasItElsewhere() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
        assertThrows(NoSuchFileException.class, () -> connected(deep));
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

    /**
     * Connects as another user, or listens. Written for the source launcher, as the other user
     * can't read the tests.
     */
    private static final String OTHER_USER =
            """
            import java.net.*;
            import java.nio.*;
            import java.nio.channels.*;
            import java.nio.file.*;

            class Other {
                public static void main(String[] arguments) throws Exception {
                    var address = UnixDomainSocketAddress.of(arguments[1]);
                    if (arguments[0].equals("connect")) {
                        try (var channel = SocketChannel.open(address)) {
                            System.out.println(channel.read(ByteBuffer.allocate(1)));
                        }
                    } else {
                        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                            server.bind(address);
                            System.out.println("listening");
                            server.accept();
                            System.in.read();
                        }
                    }
                }
            }
            """;

    /** Starts the program as the user nobody, which takes root; skips the test otherwise. */
    private Program otherUser(String what, Path socket) throws Exception {
        Path source = folder.resolve("Other.java");
        Files.writeString(source, OTHER_USER);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "SKIPPED: only root can be another user");
        return Program.start(
                Map.of(),
                Path.of("setpriv"),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(),
                what,
                socket.toString());
    }

    @Test
    void anotherUserIsTurnedAwayWhateverTheModesOfTheFiles() throws Exception {
        try (ProfileSocket socket = ProfileSocket.bind(folder)) {
            Path file = folder.resolve(ProfileSocket.FILE_NAME);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
            CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    accepted.complete(socket.accept());
                                } catch (IOException e) {
                                    accepted.completeExceptionally(e);
                                }
                            });
            try (Program other = otherUser("connect", file)) {
                Program.Result turnedAway = other.waitForExit();
                assertEquals("-1\n", turnedAway.out(), turnedAway::toString);
            }
            assertFalse(accepted.isDone());
            try (SocketChannel own = connected(folder);
                    SocketChannel served = accepted.get(30, TimeUnit.SECONDS)) {
                assertTrue(own.isConnected() && served.isConnected());
            }
        }
    }

    @Test
    void aSocketOfAnotherUserIsNotSpokenTo() throws Exception {
        Path file = folder.resolve(ProfileSocket.FILE_NAME);
        try (Program other = otherUser("listen", file)) {
            other.waitForLine("listening"::equals);
            IOException refused = assertThrows(IOException.class, () -> connected(folder));
            assertTrue(refused.getMessage().endsWith(" is somebody else's"), refused::getMessage);
        }
    }

    @Test
    void aPlaceThatIsNoneIsNobodys() throws Exception {
        for (String place : new String[] {"", "/node.sock", "node.sock", "/nowhere/node.sock"}) {
            Files.writeString(folder.resolve(ProfileSocket.PLACE_NAME), place);
            assertThrows(IOException.class, () -> connected(folder), place);
        }
    }
}
