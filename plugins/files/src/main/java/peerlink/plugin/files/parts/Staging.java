package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import peerlink.plugin.files.wire.FileMark;
import peerlink.plugin.files.wire.Manifest;

/**
 * The hidden folder in which the files of a transfer grow, beside the place where they go: nobody
 * else can write into it, and no link in it is followed.
 */
final class Staging implements AutoCloseable {
    /** Files of this size and more are brought to the disk one by one, in bytes. */
    private static final long LARGE = Manifest.BLOCK;

    /** Of so many files each is brought to the disk, whatever its size. */
    private static final int FEW = 100;

    private final Path root;
    private final Manifest manifest;
    private final SafePaths paths;
    private final FileAttribute<?>[] ownerOnly;
    private final Set<Path> folders = new HashSet<>();
    private @Nullable FileChannel channel;
    private int opened = -1;

    Staging(Path root, Manifest manifest, SafePaths paths) {
        this.root = root;
        this.manifest = manifest;
        this.paths = paths;
        this.ownerOnly = OwnerOnly.file(root);
    }

    Path root() {
        return root;
    }

    /** Returns the place of an entry while it grows. */
    Path path(int entry) {
        Path path = root;
        for (String name : paths.names(entry)) {
            path = path.resolve(name);
        }
        return path;
    }

    /** Returns the name at the top of an entry's path. */
    String top(int entry) {
        return paths.names(entry).getFirst();
    }

    /** Reads a block; null if not all of it is there. */
    @Nullable ByteBuffer read(int block, ByteBuffer into) throws IOException {
        int entry = manifest.entryOf(block);
        if (opened != entry && !Files.isRegularFile(path(entry), LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        FileChannel file = open(entry);
        long offset = manifest.offset(block);
        into.clear().limit(manifest.length(block));
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position()) < 0) {
                return null;
            }
        }
        return into.flip();
    }

    void write(int block, ByteBuffer content) throws IOException {
        FileChannel file = open(manifest.entryOf(block));
        long position = manifest.offset(block);
        while (content.hasRemaining()) {
            position += file.write(content, position);
        }
    }

    /** Writes zeros, or leaves a hole where the file ends before them. */
    void zeros(int block) throws IOException {
        if (open(manifest.entryOf(block)).size() > manifest.offset(block)) {
            write(block, ByteBuffer.allocate(manifest.length(block)));
        }
    }

    /** Makes a folder. */
    void folder(int entry) throws IOException {
        ensureFolder(path(entry));
    }

    /** Completes a file: its length, and the way of its bytes to the disk. */
    void complete(int entry, int files) throws IOException {
        long size = manifest.entries().get(entry).size();
        boolean isSynced = size >= LARGE || files <= FEW;
        if (!isSynced && opened != entry && isWhole(entry, size)) {
            return;
        }
        if (size > 0 && !Files.exists(path(entry), LinkOption.NOFOLLOW_LINKS)) {
            // its blocks were there: somebody has deleted it
            throw new NoSuchFileException(path(entry).toString());
        }
        FileChannel file = open(entry);
        long length = file.size();
        if (length > size) {
            file.truncate(size);
        } else if (length < size) {
            file.write(ByteBuffer.allocate(1), size - 1);
        }
        if (isSynced) {
            file.force(true);
        }
    }

    /** Looks at a file without opening it: there may be very many. */
    private boolean isWhole(int entry, long size) throws IOException {
        try {
            BasicFileAttributes there =
                    Files.readAttributes(
                            path(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there.isRegularFile() && there.size() == size;
        } catch (NoSuchFileException e) {
            return false; // an empty one
        }
    }

    /**
     * Gives complete files the dates and executable bits that the sender has told. What the file
     * system can't keep is left as it is.
     *
     * @param which tells which entries
     */
    void mark(IntPredicate which) {
        for (int entry = 0; entry < manifest.entries().size(); entry++) {
            FileMark mark = manifest.entries().get(entry).mark();
            if (mark != null && which.test(entry)) {
                OwnerOnly.mark(path(entry), mark);
            }
        }
    }

    void remove(int entry) throws IOException {
        closeIf(entry);
        Files.deleteIfExists(path(entry));
    }

    private void closeIf(int entry) throws IOException {
        if (opened == entry) {
            close();
        }
    }

    private FileChannel open(int entry) throws IOException {
        FileChannel file = channel;
        if (file == null || opened != entry) {
            close();
            Path path = path(entry);
            Path parent = path.getParent();
            ensureFolder(parent == null ? root : parent);
            file =
                    FileChannel.open(
                            path,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    LinkOption.NOFOLLOW_LINKS),
                            ownerOnly);
            channel = file;
            opened = entry;
        }
        return file;
    }

    private void ensureFolder(Path folder) throws IOException {
        if (folders.contains(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (!folder.equals(root) && parent != null) {
            ensureFolder(parent);
        }
        OwnerOnly.ensureFolder(folder);
        folders.add(folder);
    }

    @Override
    public void close() throws IOException {
        FileChannel file = channel;
        channel = null;
        opened = -1;
        if (file != null) {
            file.close();
        }
    }

    /** Deletes a folder with all that is in it, if it is there. Follows no link. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
