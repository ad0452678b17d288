package peerlink.plugin.history;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all entries in a file, in the order in which they came; readable by its owner alone. Safe
 * for use by several threads.
 *
 * <p>Each entry is written to the operating system at once, so that it survives the end of this
 * process; only closing the file waits for the disk, no message does: that would cost milliseconds,
 * and a crash of the whole machine loses a few seconds of history, not a message. A line that was
 * torn by such a crash is left in its place, and passed over.
 */
final class HistoryFile implements AutoCloseable {
    private final Path path;
    private final ReentrantLock appending = new ReentrantLock();

    // guarded by the lock
    private FileChannel channel;
    private @Nullable Object key;

    private HistoryFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.key = keyOf(path);
    }

    /** Opens the file, and creates it if need be. */
    static HistoryFile open(Path path) throws IOException {
        FileChannel channel = opened(path);
        try {
            return new HistoryFile(path, channel);
        } catch (IOException e) {
            closeAfter(e, channel);
            throw e;
        }
    }

    private static FileChannel opened(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel =
                FileChannel.open(
                        path, Set.of(CREATE, WRITE, APPEND, LinkOption.NOFOLLOW_LINKS), ownerOnly);
        try {
            if (posix) {
                // for a file that a backup or an editor left readable
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            endTornLine(path, channel);
            return channel;
        } catch (IOException e) {
            closeAfter(e, channel);
            throw e;
        }
    }

    /**
     * Goes on in a new file if the user has moved or deleted the open one: entries in that one
     * would never be seen.
     */
    private void requireInPlace() throws IOException {
        Object now;
        try {
            now = keyOf(path);
        } catch (NoSuchFileException e) {
            now = null;
        }
        if (!Objects.equals(now, key)) {
            FileChannel next = opened(path);
            channel.close();
            channel = next;
            key = keyOf(path);
        }
    }

    /**
     * Returns the key that tells the file from every other one; null if the system has no such
     * thing.
     */
    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    void append(Entry entry) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((entry.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
        appending.lock();
        try {
            requireInPlace();
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } finally {
            appending.unlock();
        }
    }

    /**
     * Returns the newest entries that match, the oldest of them first. Memory is bounded for any
     * length of the file.
     */
    List<Entry> newest(int limit, Predicate<Entry> matches) throws IOException {
        List<Entry> found = new ArrayList<>();
        try (FileChannel reading = FileChannel.open(path, READ)) {
            LinesFromEnd lines = new LinesFromEnd(reading);
            for (@Nullable String line = lines.next();
                    line != null && found.size() < limit;
                    line = lines.next()) {
                Optional<Entry> entry = Entry.parse(line).filter(matches);
                entry.ifPresent(found::add);
            }
        }
        return found.reversed();
    }

    @Override
    public void close() throws IOException {
        appending.lock();
        try (FileChannel closing = channel) {
            if (closing.isOpen()) {
                closing.force(true);
            }
        } finally {
            appending.unlock();
        }
    }

    private static void endTornLine(Path path, FileChannel appending) throws IOException {
        try (FileChannel reading = FileChannel.open(path, READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            if (reading.size() > 0
                    && reading.read(last, reading.size() - 1) == 1
                    && last.get(0) != '\n') {
                appending.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private static void closeAfter(IOException failure, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
