package peerlink.cli.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A log file that other programs may move or delete: a second later, entries go to a new file under
 * its name, with no signal needed. It is appended to, and readable by the user alone, as it names
 * the user's peers. Safe for use by several threads.
 */
final class LogFile implements AutoCloseable {
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

    private final Path path;
    private OutputStream out;
    private @Nullable Object key;
    private long looked = System.nanoTime();

    private LogFile(Path path) throws IOException {
        this.path = path;
        this.out = opened(path);
        this.key = keyOf(path);
    }

    /** Opens a log, and makes it if need be. */
    static LogFile open(Path path) throws IOException {
        return new LogFile(path.toAbsolutePath());
    }

    /**
     * Writes a whole entry.
     *
     * @throws IOException if it can't be written
     */
    synchronized void write(String entry) throws IOException {
        long now = System.nanoTime();
        if (now - looked > LOOK_AGAIN_NANOS) {
            looked = now;
            if (!isInPlace()) {
                reopen();
            }
        }
        out.write(entry.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Goes on in the file that has the name now, or in a new one. If that can't be opened, it goes
     * on with the old file.
     */
    synchronized void reopen() throws IOException {
        OutputStream next = opened(path);
        out.close();
        out = next;
        key = keyOf(path);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private boolean isInPlace() {
        try {
            Object now = keyOf(path);
            return now == null || now.equals(key);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // as far as anybody can tell
        }
    }

    /**
     * Returns a key that tells the file from every other one; null where the system has no such
     * key.
     */
    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static OutputStream opened(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        if (Files.notExists(path)) {
            try {
                Files.createFile(path, attributes);
            } catch (FileAlreadyExistsException e) {
                assert Files.exists(path); // another process was first, which serves as well
            }
        }
        return appending(path);
    }

    /**
     * Opens a stream, not a channel: an interrupted thread that writes would close a channel for
     * good.
     */
    private static OutputStream appending(Path path) throws IOException {
        return new FileOutputStream(path.toFile(), true);
    }
}
