package peerlink.registry.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manages the files in the folder of an embedded store: {@code leases-N.snapshot}, and the logs
 * {@code leases-N.log} that go on from it. Nobody but its owner may read it, and one process at a
 * time uses it.
 */
final class StoreFolder implements AutoCloseable {
    private static final Pattern FILE = Pattern.compile("leases-([0-9]{8,18})\\.(log|snapshot)");
    private static final String UNFINISHED = ".unfinished";

    /** Stands for the key of each file if the system has none. */
    private static final Object NO_KEYS = "";

    private final Path folder;
    private final FileChannel lockFile;
    private final boolean isPosix;

    private StoreFolder(Path folder, FileChannel lockFile, boolean isPosix) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.isPosix = isPosix;
    }

    /**
     * Takes the folder for this process, and makes it if it isn't there.
     *
     * @throws IOException if another process has it, or it can't be used
     */
    static StoreFolder take(Path path) throws IOException {
        Path folder = path.toAbsolutePath();
        boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder, permissions(isPosix, "rwx------"));
        if (isPosix) {
            // it may have been there, and open to all
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel lockFile =
                FileChannel.open(
                        folder.resolve("lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        permissions(isPosix, "rw-------"));
        try {
            if (lockOf(lockFile) == null) {
                throw new IOException(
                        "another registry uses the folder "
                                + folder
                                + ": end that one, or give each a folder of its own");
            }
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
        return new StoreFolder(folder, lockFile, isPosix);
    }

    private static @Nullable FileLock lockOf(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // this very process has it
            return null;
        }
    }

    Path log(long generation) {
        return folder.resolve("leases-%08d.log".formatted(generation));
    }

    Path snapshot(long generation) {
        return folder.resolve("leases-%08d.snapshot".formatted(generation));
    }

    /** Returns the generations that have a log, in order. */
    List<Long> logs() throws IOException {
        return generations("log");
    }

    /** Returns the generations that have a snapshot, in order. */
    List<Long> snapshots() throws IOException {
        return generations("snapshot");
    }

    /**
     * Makes a log that holds nothing yet. Even after a crash it is there with its header, or not at
     * all.
     */
    FileChannel createLog(FileHeader header) throws IOException {
        Path unfinished = unfinished(log(header.generation()));
        FileChannel channel = create(unfinished);
        try {
            channel.write(ByteBuffer.wrap(header.bytes()));
            publish(unfinished, channel, log(header.generation()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    FileChannel openLog(long generation) throws IOException {
        return FileChannel.open(
                log(generation), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Returns the key that tells a log from every other file that there is. */
    Object key(long generation) throws IOException {
        Object key = Files.readAttributes(log(generation), BasicFileAttributes.class).fileKey();
        return key == null ? NO_KEYS : key;
    }

    /**
     * Refuses a log that was removed or replaced: entries written to it then are gone when this
     * process ends.
     *
     * @param key the key of the open log
     */
    void requireInPlace(long generation, Object key) throws IOException {
        Path log = log(generation);
        try {
            if (key.equals(key(generation))) {
                return;
            }
        } catch (NoSuchFileException e) {
            throw new IOException(log + " was removed while it was in use", e);
        }
        throw new IOException(log + " was replaced while it was in use");
    }

    /** Begins a snapshot, to be finished with {@link #publishSnapshot}. */
    FileChannel createSnapshot(long generation) throws IOException {
        return create(unfinished(snapshot(generation)));
    }

    void publishSnapshot(long generation, FileChannel written) throws IOException {
        Path snapshot = snapshot(generation);
        publish(unfinished(snapshot), written, snapshot);
    }

    /**
     * Deletes all that a snapshot of this generation makes superfluous, and all unfinished files.
     */
    void deleteBefore(long generation) throws IOException {
        for (long old : logs()) {
            if (old < generation) {
                Files.deleteIfExists(log(old));
            }
        }
        for (long old : snapshots()) {
            if (old < generation) {
                Files.deleteIfExists(snapshot(old));
            }
        }
    }

    void deleteUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(UNFINISHED)).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Cuts a log short, and keeps the cut part beside it.
     *
     * @return the file that has the cut part
     */
    Path cut(long generation, long length) throws IOException {
        Path log = log(generation);
        Path aside = log.resolveSibling(log.getFileName() + ".cut");
        for (int i = 2; Files.exists(aside); i++) {
            aside = log.resolveSibling(log.getFileName() + ".cut" + i);
        }
        try (FileChannel from =
                        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = create(aside)) {
            long size = from.size();
            for (long at = length; at < size; ) {
                at += from.transferTo(at, size - at, to);
            }
            to.force(true);
            syncFolder();
            from.truncate(length);
            from.force(true);
        }
        return aside;
    }

    /** Lets another process have the folder. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            System.getLogger(StoreFolder.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot close the lock of " + folder, e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private List<Long> generations(String kind) throws IOException {
        var generations = new TreeSet<Long>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches() && name.group(2).equals(kind)) {
                    generations.add(Long.parseLong(name.group(1)));
                }
            }
        }
        return List.copyOf(generations);
    }

    private FileChannel create(Path file) throws IOException {
        Set<OpenOption> fresh =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        return FileChannel.open(file, fresh, permissions(isPosix, "rw-------"));
    }

    /** Gives a file its name once it is on the disk: the name never stands for half a file. */
    private void publish(Path unfinished, FileChannel channel, Path name) throws IOException {
        channel.force(true);
        try {
            Files.move(unfinished, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "the folder " + folder + " is on a file system without renaming", e);
        }
        syncFolder();
    }

    private void syncFolder() throws IOException {
        if (isPosix) {
            // a new name is durable when the folder is
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private static FileAttribute<?>[] permissions(boolean isPosix, String permissions) {
        if (!isPosix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }
}
