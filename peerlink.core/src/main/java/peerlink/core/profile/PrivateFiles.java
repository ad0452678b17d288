package peerlink.core.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes, reads and checks the files of a profile: for its user alone, whole or not there at all,
 * changed by one process at a time.
 */
public final class PrivateFiles {
    /** A change to files, which may fail. */
    public interface Change<T> {
        T make() throws IOException;
    }

    // a file lock keeps out other processes, but not the other threads of this one
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private PrivateFiles() {}

    /** Makes the folder and those above it, with mode 0700, unless it is there. */
    public static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(directory, "rwx------"));
        }
    }

    /**
     * Makes a change while no other process makes one under the same lock.
     *
     * @param lockFile made if need be, and never removed
     */
    public static <T> T locked(Path lockFile, Change<T> change) throws IOException {
        IN_THIS_PROCESS.lock();
        try {
            createIfAbsent(lockFile);
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                assert lock.isValid();
                return change.make();
            }
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    /**
     * Writes a file with mode 0600, which has the old content or the new one even if the process or
     * the machine stops meanwhile.
     */
    public static void write(Path file, byte[] content) throws IOException {
        replace(file, content, true);
    }

    /**
     * Writes a note with mode 0600 that only saves work. Readers see the old one or the new one. It
     * may be gone if the machine stops.
     */
    public static void writeNote(Path file, String text) throws IOException {
        replace(file, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static void replace(Path file, byte[] content, boolean isForced) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            create(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                if (isForced) {
                    channel.force(true);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Writes a file as {@link #write} does, in a folder with mode 0700 that is made if need be. Its
     * name is on the disk too when this returns, so that the machine may stop then.
     */
    public static void writeForGood(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("no file: " + file);
        }
        if (!Files.isDirectory(folder)) {
            makeDirectory(folder);
            Path above = folder.getParent();
            if (above != null) {
                keepNames(above);
            }
        }
        write(file, content);
        keepNames(folder);
    }

    /** Has the disk keep the names in a folder. */
    private static void keepNames(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    /**
     * Writes a file with mode 0600 where there is none. If the machine stops meanwhile, it is whole
     * or empty.
     *
     * @throws FileAlreadyExistsException if there is a file, which is left as it is
     */
    public static void writeNew(Path file, byte[] content) throws IOException {
        create(file);
        boolean written = false;
        try {
            write(file, content);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Reads a file of ASCII text.
     *
     * @param max the greatest number of bytes
     * @throws IllegalArgumentException if it is longer, or no such text
     */
    public static String readText(Path file, int max) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(max + 1);
        }
        if (content.length > max) {
            throw new IllegalArgumentException("it is longer than " + (max >> 10) + " KiB");
        }
        for (byte b : content) {
            if (b < 0) {
                throw new IllegalArgumentException("it is not text");
            }
        }
        return new String(content, StandardCharsets.US_ASCII);
    }

    /**
     * Refuses a file with a secret that is not private to its user.
     *
     * @throws IOException if others can read the file, or could put another one in its place; the
     *     message says what to do
     */
    public static void requirePrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> ofFile = Files.getPosixFilePermissions(file);
        if (ofFile.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
            throw new IOException(
                    "others can use the key in %s (mode %s): chmod 600 '%s'"
                            .formatted(file, PosixFilePermissions.toString(ofFile), file));
        }
        requirePrivateFolder(file);
    }

    /**
     * Refuses a place for a secret where others could put another file in its place.
     *
     * @throws IOException if they could; the message says what to do
     */
    public static void requirePrivateFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> ofFolder = Files.getPosixFilePermissions(folder);
        if (ofFolder.contains(PosixFilePermission.GROUP_WRITE)
                || ofFolder.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "others can replace the key in %s (mode %s): chmod 700 '%s'"
                            .formatted(folder, PosixFilePermissions.toString(ofFolder), folder));
        }
    }

    /**
     * Refuses a secret that others can read. Its place does not matter, so that a pipe is fine.
     *
     * @param what the secret in the file, for the message, which says what to do
     */
    public static void requireUnreadable(Path file, String what) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.contains(PosixFilePermission.GROUP_READ)
                || mode.contains(PosixFilePermission.OTHERS_READ)) {
            throw new IOException(
                    "others can read %s in %s (mode %s): chmod 600 '%s'"
                            .formatted(what, file, PosixFilePermissions.toString(mode), file));
        }
    }

    /**
     * Makes an empty file with mode 0600.
     *
     * @throws FileAlreadyExistsException if there is a file, which is left as it is
     */
    public static void create(Path file) throws IOException {
        Files.createFile(file, mode(file, "rw-------"));
    }

    private static void createIfAbsent(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            create(file);
        } catch (FileAlreadyExistsException e) {
            // another process was first, and its file serves as well
            assert Files.exists(file);
        }
    }

    /** Returns the attributes with which to make a file or folder, where there are such modes. */
    static FileAttribute<?>[] mode(Path file, String permissions) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
