package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import peerlink.plugin.files.basis.SafeName;

/** Gives what has arrived its name. Overwrites nothing, and follows no link at the place. */
final class Landing {
    private static final int MAX_TRIES = 1000;

    private Landing() {}

    /**
     * Moves a file or folder to its place.
     *
     * @param from where it grew, on the same file system
     * @return its path: {@code name (1)} and so on where the name is taken
     */
    static Path land(Path from, Path folder, String name) throws IOException {
        boolean isFolder = Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS);
        for (int n = 0; n < MAX_TRIES; n++) {
            Path target = folder.resolve(n == 0 ? name : SafeName.numbered(name, n));
            try {
                // takes the name if nothing has it, which a move alone can't do without a race
                if (isFolder) {
                    Files.createDirectory(target);
                } else {
                    Files.createFile(target);
                }
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            try {
                return Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(target);
                throw e;
            }
        }
        throw new FileSystemException(name, null, "too many files of that name");
    }

    /** Syncs a folder, so that names outlive a crash; not every system can do that. */
    static void sync(Path folder) {
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        } catch (IOException e) {
            System.getLogger(Landing.class.getName())
                    .log(System.Logger.Level.DEBUG, "can''t sync the folder", e);
        }
    }
}
