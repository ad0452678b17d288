package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.wire.Manifest;

/**
 * Brings what has arrived of one transfer to the disk, and gives it its names. Overwrites nothing,
 * and follows no link at the place. Used by one thread at a time.
 */
final class Landing {
    private static final int MAX_TRIES = 1000;

    /** The paths of what has its name, by the names in the hidden folder. */
    private final Map<String, Path> landed = new LinkedHashMap<>();

    /** Tells whether what has this name in the hidden folder has its own one already. */
    boolean has(String top) {
        return landed.containsKey(top);
    }

    /**
     * Lands all that is wanted. What has its name when it fails keeps that.
     *
     * @return the paths of what lies at the top; none if nothing of it was wanted
     */
    List<Path> of(Manifest all, BitSet skip, Staging staging, PartRecord record)
            throws IOException {
        int files = 0;
        Set<String> tops = new LinkedHashSet<>();
        for (int entry = 0; entry < all.entries().size(); entry++) {
            if (!skip.get(entry)) {
                files++;
                tops.add(staging.top(entry));
            }
        }
        IntPredicate isWaiting = entry -> !skip.get(entry) && !has(staging.top(entry));
        for (int entry = 0; entry < all.entries().size(); entry++) {
            if (!isWaiting.test(entry)) {
                continue;
            }
            if (all.entries().get(entry).isFolder()) {
                staging.folder(entry);
            } else {
                staging.complete(entry, files);
            }
        }
        staging.close();
        if (record.preserves()) {
            staging.mark(isWaiting);
        }
        for (String top : tops) {
            if (!has(top)) {
                String name = record.as().isEmpty() || tops.size() > 1 ? top : record.as();
                landed.put(top, land(grown(staging, top), record.folder(), name));
            }
        }
        sync(record.folder());
        return List.copyOf(landed.values());
    }

    private static Path grown(Staging staging, String top) throws NoSuchFileException {
        Path grown = staging.root().resolve(top);
        if (!Files.exists(grown, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(grown.toString());
        }
        return grown;
    }

    /**
     * Moves a file or folder to its place.
     *
     * @param from where it grew, on the same file system
     * @return its path: {@code name (1)} and so on where the name is taken
     */
    private static Path land(Path from, Path folder, String name) throws IOException {
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
    private static void sync(Path folder) {
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        } catch (IOException e) {
            System.getLogger(Landing.class.getName())
                    .log(System.Logger.Level.DEBUG, "can't sync the folder", e);
        }
    }
}
