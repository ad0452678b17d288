package peerlink.registry.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells which users may read and write a file with a registry's tokens. If files have no such
 * modes, the machine's own rules hold, and a file counts as its owner's alone.
 *
 * @param permissions empty if files have none
 */
public record FileMode(Set<PosixFilePermission> permissions) {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    public FileMode {
        permissions = Set.copyOf(permissions);
    }

    /**
     * Looks at a file, or at the target of a link.
     *
     * @throws IOException if there is none, or it can't be looked at
     */
    public static FileMode of(Path file) throws IOException {
        return new FileMode(
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? Files.getPosixFilePermissions(file)
                        : Set.of());
    }

    /** Tells whether nobody but the owner may read or write the file. */
    public boolean isOwnersAlone() {
        return OWNER.containsAll(permissions);
    }

    /** Tells whether every user of the machine may write the file. */
    public boolean isWritableByAll() {
        return permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
