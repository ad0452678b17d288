package peerlink.plugin.files.parts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/** Keeps parts on a real disk, as if the process were killed after each step. */
final class PartTest {
    private static final PeerId PEER = PeerId.ofKey(new byte[] {1});

    @TempDir Path directory;
    private Path folder;
    private PartStore store;
    private Manifest manifest;

    @BeforeEach
    void begin() throws Exception {
        folder = directory.resolve("downloads");
        store = new PartStore(directory.resolve("incoming"), System.getLogger("test"));
        manifest =
                Manifest.of(
                        List.of(
                                ManifestEntry.file("big", 5L << 30),
                                ManifestEntry.file("empty", 0),
                                ManifestEntry.file("small", 3)));
    }

    private Part create() throws IOException {
        Part part =
                store.create(
                        new PartRecord(
                                PEER,
                                manifest.digest(),
                                folder,
                                "",
                                "big",
                                3,
                                100,
                                false,
                                PartRecord.State.ACCEPTED));
        part.keep(manifest, new BitSet());
        part.open(() -> false);
        return part;
    }

    private Part reloaded() throws IOException {
        return store.load().getFirst();
    }

    @Test
    void aFileOfMoreThan4GibWithHolesIsWholeAndTakesNoRoom() throws Exception {
        Part part = create();
        byte[] last = new byte[1 << 20];
        last[77] = 1;
        for (int block = 0; block < 5 * 1024 - 1; block++) {
            part.zeros(block);
        }
        part.write(5 * 1024 - 1, digest(last), ByteBuffer.wrap(last));
        byte[] small = {1, 2, 3};
        part.write(5 * 1024, digest(small), ByteBuffer.wrap(small));
        assertTrue(part.isComplete());
        part.finish();
        Path big = folder.resolve("big");
        assertEquals(5L << 30, Files.size(big));
        try (var channel = Files.newByteChannel(big)) {
            channel.position((5L << 30) - (1 << 20) + 77);
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one);
            assertEquals(1, one.get(0));
        }
        assertEquals(0, Files.size(folder.resolve("empty")));
        assertArrayEquals(small, Files.readAllBytes(folder.resolve("small")));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(big)));
        assertEquals(PartRecord.State.DONE, reloaded().record().state());
    }

    @Test
    void blocksThatWereWrittenAreThereInTheNextProcessAndSpoiltOnesAreNot() throws Exception {
        Part part = create();
        byte[] first = new byte[1 << 20];
        first[0] = 1;
        part.write(0, digest(first), ByteBuffer.wrap(first));
        part.write(1, digest(first), ByteBuffer.wrap(first));
        // no close: the process is killed
        Part again = reloaded();
        BitSet both = new BitSet();
        both.set(0, 2);
        assertEquals(both, again.open(() -> false));
        again.close();
        Path staged = folder.resolve(".peerlink-" + part.record().key() + ".part/big");
        try (var channel =
                java.nio.channels.FileChannel.open(
                        staged, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {9}), 5);
        }
        Part spoilt = reloaded();
        both.clear(0);
        assertEquals(both, spoilt.open(() -> false));
        spoilt.close();
        Files.delete(staged);
        Part gone = reloaded();
        assertEquals(new BitSet(), gone.open(() -> false));
        gone.delete();
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aComparisonEndsAtTheNextBlockOnceItIsGivenUp() throws Exception {
        Part part = create();
        byte[] first = new byte[1 << 20];
        first[0] = 1;
        part.write(0, digest(first), ByteBuffer.wrap(first));
        part.close();
        Part again = reloaded();
        assertThrows(InterruptedIOException.class, () -> again.open(() -> true));
        BitSet one = new BitSet();
        one.set(0);
        assertEquals(one, again.open(() -> false));
        again.delete();
    }

    @Test
    void whatHasItsNameAlreadyIsNotSavedAgainWhenTheRestGoesOn() throws Exception {
        manifest = Manifest.of(List.of(ManifestEntry.file("a", 3), ManifestEntry.file("b", 3)));
        Part part = create();
        byte[] content = {1, 2, 3};
        part.write(0, digest(content), ByteBuffer.wrap(content));
        part.write(1, digest(content), ByteBuffer.wrap(content));
        for (int n = 0; n < 1000; n++) {
            Files.createFile(folder.resolve(n == 0 ? "b" : "b (" + n + ")"));
        }
        assertThrows(IOException.class, part::finish);
        Files.delete(folder.resolve("b"));
        BitSet both = new BitSet();
        both.set(0, 2);
        assertEquals(both, part.open(() -> false));
        assertEquals(List.of(folder.resolve("a"), folder.resolve("b")), part.finish());
        assertFalse(Files.exists(folder.resolve("a (1)")));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("a")));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void whatSomebodyHasDeletedMeanwhileIsNotSavedAsZeros() throws Exception {
        manifest = Manifest.of(List.of(ManifestEntry.file("a", 3), ManifestEntry.file("b", 3)));
        Part part = create();
        byte[] content = {1, 2, 3};
        part.write(0, digest(content), ByteBuffer.wrap(content));
        part.write(1, digest(content), ByteBuffer.wrap(content));
        Files.delete(folder.resolve(".peerlink-" + part.record().key() + ".part/a"));
        assertThrows(IOException.class, part::finish);
        BitSet second = new BitSet();
        second.set(1);
        assertEquals(second, part.open(() -> false));
        part.write(0, digest(content), ByteBuffer.wrap(content));
        part.finish();
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("a")));
    }

    @Test
    void aHiddenFolderThatSomebodyElseHasMadeWhereEverybodyMayIsNotUsed() throws Exception {
        Files.createDirectories(folder);
        Files.setAttribute(folder, "unix:mode", 01777);
        Part part = create();
        part.close();
        Path hidden = folder.resolve(".peerlink-" + part.record().key() + ".part");
        Assumptions.assumeTrue(
                run("chown", "65534", hidden.toString()),
                "NOT TESTED: another owner takes the right to make one");
        IOException e = assertThrows(IOException.class, () -> reloaded().open(() -> false));
        assertEquals("somebody else has made " + hidden, e.getMessage());
    }

    @Test
    void aFolderThatEverybodyMayChangeIsRefusedUnlessItIsSticky() throws Exception {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        IOException e = assertThrows(IOException.class, this::create);
        assertEquals("everybody may change what lies there", e.getMessage());
        Files.setAttribute(folder, "unix:mode", 01777);
        create().close();
    }

    @Test
    void aFullDiskKeepsWhatHasArrived() throws Exception {
        Files.createDirectories(folder);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.toString()),
                "NOT TESTED: a full disk takes the right to mount one");
        try {
            Part part = create();
            byte[] block = new byte[1 << 20];
            block[1] = 1;
            part.write(0, digest(block), ByteBuffer.wrap(block));
            Path other = Files.write(folder.resolve("other"), new byte[3 << 19]);
            assertThrows(
                    IOException.class, () -> part.write(1, digest(block), ByteBuffer.wrap(block)));
            part.close();
            Files.delete(other);
            Part again = reloaded();
            BitSet first = new BitSet();
            first.set(0);
            assertEquals(first, again.open(() -> false));
            again.write(1, digest(block), ByteBuffer.wrap(block));
            again.close();
        } finally {
            assertTrue(run("umount", folder.toString()));
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void moreThanTheDiskHasIsRefusedBeforehand() {
        PartRecord record =
                new PartRecord(
                        PEER,
                        Bytes.wrap(new byte[32]),
                        folder,
                        "",
                        "huge",
                        1,
                        1L << 60,
                        false,
                        PartRecord.State.ACCEPTED);
        IOException e = assertThrows(IOException.class, () -> store.create(record));
        assertEquals("not enough space for 1.2 EB", e.getMessage());
        assertFalse(Files.exists(directory.resolve("incoming").resolve(record.key())));
    }

    private static byte[] digest(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
