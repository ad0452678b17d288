package peerlink.plugin.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.FreeSpace;
import peerlink.plugin.files.basis.SafeName;

/**
 * Writes a file as it arrives: under a hidden name in its folder, until it is complete and checked
 * and gets its own name. The file is readable by its owner alone. Used by one thread at a time.
 */
final class IncomingFile {
    /** Waits until the file is on the disk, however slow that is. */
    interface Sync {
        void of(FileChannel channel) throws IOException;
    }

    private static final int MAX_TRIES = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final String name;
    private final long size;
    private final Path part;
    private final FileChannel channel;
    private final Sync sync;
    private final MessageDigest digest = Digests.sha256();
    private long written;

    private IncomingFile(
            Path folder, String name, long size, Path part, FileChannel channel, Sync sync) {
        this.folder = folder;
        this.name = name;
        this.size = size;
        this.part = part;
        this.channel = channel;
        this.sync = sync;
    }

    /**
     * Begins the file.
     *
     * @param folder the folder of the file; made if need be
     * @param name the file's name, a single component
     * @param size the file's final length, in bytes
     */
    static IncomingFile create(Path folder, String name, long size) throws IOException {
        return create(folder, name, size, channel -> channel.force(true));
    }

    static IncomingFile create(Path folder, String name, long size, Sync sync) throws IOException {
        Files.createDirectories(folder);
        FreeSpace.require(folder, size);
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        Path part = folder.resolve(".peerlink-" + HexFormat.of().formatHex(random) + ".part");
        FileAttribute<?>[] ownerOnly =
                folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel =
                FileChannel.open(
                        part, Set.of(CREATE_NEW, WRITE, LinkOption.NOFOLLOW_LINKS), ownerOnly);
        return new IncomingFile(folder, name, size, part, channel, sync);
    }

    /**
     * Appends bytes.
     *
     * @throws ProtocolViolationException if they exceed the file's size; none was written
     */
    void write(ByteBuffer content) throws IOException {
        if (content.remaining() > size - written) {
            throw new ProtocolViolationException("more data than the " + size + " bytes offered");
        }
        digest.update(content.duplicate());
        while (content.hasRemaining()) {
            written += channel.write(content);
        }
    }

    /**
     * Checks the file, brings it to the disk and gives it its name, or {@code name (1)} where that
     * is taken.
     *
     * @return the path of the file
     * @throws ProtocolViolationException if it is shorter than offered or differs from the bytes
     * that the sender read
     */
    Path finish(Bytes expectedDigest) throws IOException {
        if (written != size) {
            throw new ProtocolViolationException(
                    "only " + written + " of the " + size + " bytes offered");
        }
        if (!Bytes.wrap(digest.digest()).equals(expectedDigest)) {
            throw new ProtocolViolationException("the content does not match its digest");
        }
        sync.of(channel);
        channel.close();
        Path named;
        try {
            named = giveName(name);
        } catch (InvalidPathException e) {
            // the locale's character set lacks a character
            named = giveName(SafeName.ascii(name));
        }
        syncFolder();
        return named;
    }

    /** Removes the part that was written. Does nothing once the file has its name. */
    void discard() throws IOException {
        try (channel) {
            Files.deleteIfExists(part);
        }
    }

    private Path giveName(String wanted) throws IOException {
        for (int n = 0; n < MAX_TRIES; n++) {
            Path target = folder.resolve(n == 0 ? wanted : SafeName.numbered(wanted, n));
            try {
                // takes the name if no link or file has it, which a move alone can't do without a
                // race
                Files.createFile(target);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            try {
                return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(target);
                throw e;
            }
        }
        throw new FileSystemException(wanted, null, "too many files of that name");
    }

    /** Syncs the folder, so that the name, too, outlives a crash; not every system can do that. */
    private void syncFolder() {
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        } catch (IOException e) {
            System.getLogger(IncomingFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "can't sync the folder", e);
        }
    }
}
