package peerlink.plugin.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import peerlink.api.CommandException;
import peerlink.api.Console;

/**
 * Keeps what shells gave as their standard input until it is sent: a file in a folder of its own
 * for each. Safe for use by several threads.
 */
final class InputCopies {
    private final Path folder;
    private final System.Logger logger;

    /**
     * @param folder absolute; nobody else can read the one above it
     */
    InputCopies(Path folder, System.Logger logger) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.logger = logger;
    }

    /**
     * Takes the caller's standard input, up to its end.
     *
     * @param name the file's name
     * @throws CommandException if the caller has none
     */
    Path take(Console console, String name)
            throws IOException, CommandException, InterruptedException {
        Path given =
                console.input()
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                "there is no standard input here: - is for a shell; a file of that name is ./-",
                                                ""));
        return Files.move(given, Files.createTempDirectory(folder, "").resolve(name));
    }

    /** Removes those of the files that are copies of a standard input. */
    void remove(List<Path> files) {
        for (Path file : files) {
            Path parent = file.getParent();
            if (parent != null && folder.equals(parent.getParent())) {
                remove(file, parent);
            }
        }
    }

    private void remove(Path file, Path parent) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(parent);
        } catch (IOException e) {
            logger.log(Level.WARNING, "the copy of a standard input stays", e);
        }
    }

    /** Removes the copies that processes have left which were killed. */
    void removeAllBut(List<Path> files) throws IOException {
        Set<Path> kept = new HashSet<>(files);
        try (DirectoryStream<Path> parents = Files.newDirectoryStream(folder)) {
            for (Path parent : parents) {
                if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                    continue; // not ours, as what a file browser leaves
                }
                boolean isKept = false;
                try (DirectoryStream<Path> copies = Files.newDirectoryStream(parent)) {
                    for (Path copy : copies) {
                        if (kept.contains(copy)) {
                            isKept = true;
                        } else {
                            Files.delete(copy);
                        }
                    }
                }
                if (!isKept) {
                    Files.deleteIfExists(parent);
                }
            }
        }
    }
}
