package peerlink.core.plugin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Copies plugins to a folder, so that a user who replaces a plugin's file does not pull it from
 * under a running node. The folder is removed when this is closed. That of a killed process is
 * removed when the next one opens its own: its lock tells that it is unused. For one thread.
 */
final class PluginCopies implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PluginCopies.class.getName());

    private static final String PREFIX = "peerlink-plugins-";

    /**
     * The start of the names of this process's folders. Their locks must not be tried: closing a
     * file gives up all locks that a process has on it.
     */
    private static final String OWN_PREFIX = PREFIX + ProcessHandle.current().pid() + "-";

    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lockFile;
    private int count;

    private PluginCopies(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes a folder that only its owner can read, and removes those that were left behind.
     *
     * @param parent the folder to make it in, such as the system's folder for temporary files
     */
    static PluginCopies in(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, OWN_PREFIX);
        FileChannel lockFile;
        try {
            lockFile = lock(folder);
        } catch (IOException e) {
            remove(folder);
            throw e;
        }
        removeStale(parent, folder);
        return new PluginCopies(folder, lockFile);
    }

    /**
     * Makes the lock of a folder. The file gets its name only once the lock is held: another
     * process takes an unlocked one for stale.
     */
    private static FileChannel lock(Path folder) throws IOException {
        Path fresh = folder.resolve(LOCK + ".new");
        FileChannel channel =
                FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(fresh, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    /** Makes a folder for one more plugin. */
    Path next() throws IOException {
        Path next = Files.createDirectory(folder.resolve(String.valueOf(count)));
        count++;
        return next;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "can't close the lock of the copies of plugins", e);
        }
        remove(folder);
    }

    /** Removes a folder with all that is in it. Any thread may call. */
    static void remove(Path folder) {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "copies of plugins are left behind", e);
        }
    }

    /**
     * Removes the stale folders that it can. A fault in the folders of other processes keeps no
     * node's plugins from loading.
     */
    private static void removeStale(Path parent, Path own) {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(parent, PluginCopies::isAnothers)) {
            UserPrincipal user = Files.getOwner(own);
            for (Path folder : folders) {
                removeIfStale(folder, user);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "can't look for copies of plugins: " + e);
        }
    }

    private static boolean isAnothers(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX)
                && !name.startsWith(OWN_PREFIX)
                && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Removes a folder whose lock no process holds. A folder without a lock is being made just now.
     */
    private static void removeIfStale(Path folder, UserPrincipal user) {
        Path file = folder.resolve(LOCK);
        try {
            // a folder that other users can write to may hold a pipe, which blocks, or change while
            // it is removed
            if (isPrivate(folder, user) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                try (FileChannel channel =
                                FileChannel.open(
                                        file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                        FileLock lock = channel.tryLock()) {
                    if (lock != null) {
                        Files.walkFileTree(folder, new Deletion());
                    }
                }
            }
        } catch (IOException e) {
            // another process is just removing it
            LOG.log(System.Logger.Level.DEBUG, () -> "left as it is: " + folder + ": " + e);
        }
    }

    /**
     * Tells whether a folder is as {@link #in} makes it: this user's, and closed to other users.
     */
    private static boolean isPrivate(Path folder, UserPrincipal user) throws IOException {
        PosixFileAttributeView posix =
                Files.getFileAttributeView(
                        folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                && (posix == null
                        || PosixFilePermissions.toString(posix.readAttributes().permissions())
                                .equals("rwx------"));
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
