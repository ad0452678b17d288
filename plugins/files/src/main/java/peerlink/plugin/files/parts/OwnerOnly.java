package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import peerlink.plugin.files.wire.FileMark;

/** Makes files and folders that their owner alone can read, where the file system knows owners. */
final class OwnerOnly {
    /** The bits of {@code st_mode} (inode(7)). */
    private static final int WRITABLE_BY_ALL = 0002;

    private static final int STICKY = 01000;

    private OwnerOnly() {}

    static FileAttribute<?>[] file(Path path) {
        return attribute(path, "rw-------");
    }

    static FileAttribute<?>[] folder(Path path) {
        return attribute(path, "rwx------");
    }

    /** Makes a folder, or takes one that is there. A link is none. */
    static void ensureFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, folder(folder));
        }
    }

    /**
     * Tells whether others may rename what lies in a folder, and so put a link in the place of a
     * file that is being written.
     */
    static boolean isOpenToAll(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(folder, "unix:mode") instanceof Integer mode
                && (mode & WRITABLE_BY_ALL) != 0
                && (mode & STICKY) == 0;
    }

    /**
     * Requires that a hidden folder is this user's where everybody may make one: its owner could
     * put a link in the place of a folder in it.
     *
     * @param place the folder that it lies in
     * @param own a folder of this user
     */
    static void requireOwn(Path hidden, Path place, Path own) throws IOException {
        if (place.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(place, "unix:mode") instanceof Integer mode
                && (mode & WRITABLE_BY_ALL) != 0
                && !Files.getOwner(hidden, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
            throw new IOException("somebody else has made " + hidden);
        }
    }

    /**
     * Gives a file that has come its date, and its owner the right to run it. A file system that
     * can't keep that leaves the file as it is.
     */
    static void mark(Path file, FileMark mark) {
        try {
            if (mark.isExecutable() && attribute(file, "rwx------").length > 0) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            }
            Files.setLastModifiedTime(file, FileTime.from(mark.modified(), TimeUnit.SECONDS));
        } catch (IOException e) {
            System.getLogger(OwnerOnly.class.getName())
                    .log(System.Logger.Level.DEBUG, "can't keep a date", e);
        }
    }

    private static FileAttribute<?>[] attribute(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
