package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.CommandException;
import peerlink.plugin.files.basis.Wording;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Sends every kind of path, and changes files meanwhile: only a whole file counts as received. */
@Timeout(30)
final class FilesToSendTest {
    private static final String TEXT = "x".repeat(2_000_000);

    @TempDir Path directory;
    private final TestNet net = TestNet.open();
    private TestPeer alice;
    private TestPeer bob;
    private Path received;

    @BeforeEach
    void start() {
        alice = net.peer("alice", new FilesPlugin());
        bob = net.peer("bob", new FilesPlugin());
        received = bob.dataDirectory().resolve("received");
    }

    @AfterEach
    void stop() {
        net.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pipe          | a named pipe, not a file: '%s'
                    socket        | a socket, not a file: '%s'
                    /dev/null     | a device, not a file: '%s'
                    nowhere       | a link to what is not there: '%s'
                    loop          | can't look at '%s': Too many levels of symbolic links or unable to access attributes of symbolic link
                    none          | no such file: '%s'
                    plain/under   | no such file: '%s'
                    /proc/cpuinfo | can't read '%s': it has more than the 0 B that the system tells: copy it, and send the copy
                    """)
    void aPathToNoWholeFileIsRefusedWithTheReason(String name, String message) throws Exception {
        make();
        Path path = directory.resolve(name);
        CommandException refused =
                assertThrows(CommandException.class, () -> alice.runs("/send bob " + path));
        assertEquals(message.formatted(path), refused.getMessage());
        assertEquals(List.of(), bob.notices());
        FileList.await(net, alice, "no files are offered or on their way");
    }

    private void make() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                        .start()
                        .waitFor());
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));
        }
        Files.createSymbolicLink(directory.resolve("nowhere"), Path.of("gone"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        Files.createFile(directory.resolve("plain"));
    }

    @Test
    void aForbiddenFolderIsNoMissingFile() {
        assertEquals("permission denied", Wording.reason(new AccessDeniedException("/secret/x")));
    }

    /** The fate of a file after the offer. */
    enum Fate {
        GROWS("it was changed since it was offered"),
        GROWS_WITHOUT_A_NEW_TIME("it was changed since it was offered"),
        IS_WRITTEN_TO("it was changed since it was offered"),
        SHRINKS("it was changed since it was offered"),
        VANISHES("it is no longer there"),
        IS_REPLACED("it was changed since it was offered");

        private final String reason;

        Fate(String reason) {
            this.reason = reason;
        }

        void befall(Path file) throws Exception {
            FileTime time = Files.getLastModifiedTime(file);
            switch (this) {
                case GROWS -> Files.writeString(file, "more", StandardOpenOption.APPEND);
                case GROWS_WITHOUT_A_NEW_TIME -> {
                    Files.writeString(file, "more", StandardOpenOption.APPEND);
                    Files.setLastModifiedTime(file, time);
                }
                case IS_WRITTEN_TO -> {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[] {'y'}), TEXT.length() - 1);
                    }
                    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
                }
                case SHRINKS -> {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(10);
                    }
                }
                case VANISHES -> Files.delete(file);
                case IS_REPLACED -> {
                    Path other = Files.writeString(file.resolveSibling("other"), "another");
                    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void bothSidesAreToldIfAFileIsNotAsItWasOffered(Fate fate) throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), TEXT);
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.txt");
        fate.befall(file);
        bob.runs("/receive 1");
        String told = alice.sees("a.txt to bob: ");
        assertTrue(told.contains(fate.reason), told);
        told = bob.sees("alice has given up a.txt: ");
        assertTrue(told.contains(fate.reason), told);
        try (Stream<Path> left = Files.list(received)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aFileWithHolesArrivesWholeAndALinkUnderItsOwnName() throws Exception {
        Path file = directory.resolve("holes");
        try (RandomAccessFile holes = new RandomAccessFile(file.toFile(), "rw")) {
            holes.setLength(3_000_000);
            holes.write(7);
        }
        Files.createSymbolicLink(directory.resolve("link"), file);
        alice.runs("/send bob " + directory.resolve("link"));
        bob.sees("alice offers link (3.0 MB)");
        bob.runs("/receive 1");
        alice.sees("bob has received link (3.0 MB)");
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(received.resolve("link")));
    }

    @Test
    void aPeerRenamedMeanwhileIsShownByTheNewName() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "content");
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.txt");
        alice.names(bob, "mum");
        bob.names(alice, "son");
        FileList.await(net, alice, "1  a.txt to mum (7 B), waiting for an answer");
        bob.runs("/receive 1");
        alice.sees("mum has received a.txt (7 B)");
        bob.sees("a.txt from son is saved: ");
    }
}
