package peerlink.plugin.files.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.CommandException;
import peerlink.plugin.files.wire.ManifestEntry;

/** Looks at real folders with everything in them that can't be sent. */
final class SourceTreeTest {
    @TempDir Path directory;

    @Test
    void whatIsNoFileAndNamesThatAreNotUtf8AreLeftOutAndSaid() throws Exception {
        Path root = Files.createDirectories(directory.resolve("all"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/passwd"));
        shell(
                "mkfifo pipe; printf x > \"$(printf 'a\\377b')\"; mkdir \"$(printf 'd\\377')\"",
                root);
        Files.writeString(root.resolve("x".repeat(255)), "longest");
        SourceTree tree = SourceTree.of(List.of(root), false);
        assertEquals(
                List.of(
                        "all/a\uFFFDb: a name that is not UTF-8",
                        "all/d\uFFFD: a name that is not UTF-8",
                        "all/link: a link",
                        "all/pipe: a named pipe"),
                tree.leftOut().stream().sorted().toList());
        assertEquals(
                List.of(
                        ManifestEntry.folder("all"),
                        ManifestEntry.file("all/" + "x".repeat(255), 7)),
                tree.manifest().entries());
    }

    @Test
    void theSameFilesMakeTheSameManifest() throws Exception {
        for (String name : List.of("b/2", "a/1", "c")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        List<Path> paths =
                List.of(directory.resolve("b"), directory.resolve("a"), directory.resolve("c"));
        assertEquals(
                SourceTree.of(paths, false).manifest().digest(),
                SourceTree.of(paths.reversed(), false).manifest().digest());
    }

    @Test
    void twoOfOneNameAreRefused() throws Exception {
        Path one = Files.createDirectories(directory.resolve("1/a"));
        Path two = Files.createDirectories(directory.resolve("2/a"));
        CommandException e =
                assertThrows(CommandException.class, () -> SourceTree.of(List.of(one, two), false));
        assertEquals("two of them are called 'a'", e.getMessage());
    }

    @Test
    void aFileThatIsWrittenToWhileItIsReadIsNoticed() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "first");
        SourceTree tree = SourceTree.of(List.of(file), false);
        try (SourceBlocks blocks = new SourceBlocks(tree)) {
            blocks.begin(0);
            blocks.read(0);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[20]));
            }
            IOException grown = assertThrows(IOException.class, () -> blocks.end(0));
            assertEquals("it has grown while it was sent", grown.getMessage());
            Files.writeString(file, "other");
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(7));
            IOException changed = assertThrows(IOException.class, () -> blocks.end(0));
            assertEquals("it was changed while it was sent", changed.getMessage());
            Files.delete(file);
            blocks.end(0);
        }
    }

    @Test
    void aLinkThatTakesTheFilesPlaceIsNotRead() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "mine!");
        Path secret = Files.writeString(directory.resolve("secret"), "other");
        SourceTree tree = SourceTree.of(List.of(file), false);
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        try (SourceBlocks blocks = new SourceBlocks(tree)) {
            assertThrows(IOException.class, () -> blocks.begin(0));
            assertThrows(IOException.class, () -> blocks.read(0));
        }
    }

    private static void shell(String command, Path folder) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertEquals(0, process.waitFor());
        assertTrue(Files.isDirectory(folder));
    }
}
