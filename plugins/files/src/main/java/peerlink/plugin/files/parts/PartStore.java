package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** The accepted transfers of all peers, in one folder. Safe for use by several threads. */
public final class PartStore {
    /** The time after which a part that nobody claims is removed. */
    public static final Duration KEPT = Duration.ofDays(7);

    private final Path root;
    private final System.Logger logger;

    /**
     * @param root the folder; made when it is first needed
     */
    public PartStore(Path root, System.Logger logger) {
        this.root = root;
        this.logger = logger;
    }

    /** Begins a part. */
    public Part create(PartRecord record) throws IOException {
        Files.createDirectories(root, OwnerOnly.folder(root));
        return Part.create(root.resolve(record.key()), record);
    }

    /** Finds the parts of earlier processes. What is none is left alone, and logged. */
    public List<Part> load() throws IOException {
        List<Part> parts = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(root)) {
                for (Path home : homes) {
                    try {
                        parts.add(Part.load(home));
                    } catch (IOException e) {
                        logger.log(System.Logger.Level.WARNING, "not a part: " + home, e);
                    }
                }
            }
        }
        return parts;
    }

    /** Returns the part of a peer's transfer; null if there is none. */
    public @Nullable Part find(PeerId peer, Bytes digest) throws IOException {
        Path home = root.resolve(PartRecord.key(peer, digest));
        return Files.exists(PartRecord.file(home)) ? Part.load(home) : null;
    }

    /** Tells whether a part was left alone for so long that it goes. */
    public static boolean isUnclaimed(Part part, Instant now) throws IOException {
        return Duration.between(part.touchedAt(), now).compareTo(KEPT) > 0;
    }
}
