package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import peerlink.core.profile.PrivateFiles;

/**
 * The standard input of a caller, in a file of the profile's folder {@code input} that only the
 * user may read. Closing removes the file, unless it was moved. Files of processes that were killed
 * go after a day.
 */
final class CallerInput implements AutoCloseable {
    private static final Duration KEPT = Duration.ofDays(1);

    private final Path file;

    private CallerInput(Path file) {
        this.file = file;
    }

    /**
     * Makes an empty file.
     *
     * @param directory the profile's folder
     */
    static CallerInput in(Path directory) throws IOException {
        Path folder = directory.resolve("input");
        PrivateFiles.makeDirectory(folder);
        removeOld(folder);
        Path file = folder.resolve(UUID.randomUUID().toString());
        PrivateFiles.create(file);
        return new CallerInput(file);
    }

    private static void removeOld(Path folder) throws IOException {
        Instant oldest = Instant.now().minus(KEPT);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                        Files.delete(file);
                    }
                } catch (NoSuchFileException e) {
                    // another command has ended meanwhile
                }
            }
        }
    }

    /** Returns the file, absolute. */
    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
