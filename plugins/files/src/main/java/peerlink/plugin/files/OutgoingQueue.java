package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import peerlink.api.PeerId;
import peerlink.plugin.files.basis.WholeFile;

/**
 * Keeps which files go to which peer, for a process that comes later: a file for each transfer.
 * Safe for use by several threads.
 */
final class OutgoingQueue {
    private static final String ENDING = ".send";

    /** A transfer that an earlier process has left. */
    record Waiting(Path file, PeerId peer, List<Path> paths, boolean preserves) {
        Waiting {
            paths = List.copyOf(paths);
        }
    }

    private final Path folder;

    /**
     * @param folder the folder; nobody else can read the one above it
     */
    OutgoingQueue(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Returns the folder for what belongs to transfers while they last. */
    Path folder() {
        return folder;
    }

    /** Keeps a transfer. */
    Waiting add(PeerId peer, List<Path> paths, boolean preserves) throws IOException {
        Properties fields = new Properties();
        fields.setProperty("peer", peer.text());
        fields.setProperty("paths", String.valueOf(paths.size()));
        for (int i = 0; i < paths.size(); i++) {
            fields.setProperty("path." + i, paths.get(i).toString());
        }
        fields.setProperty("preserve", String.valueOf(preserves));
        Path file = folder.resolve(UUID.randomUUID() + ENDING);
        WholeFile.write(file, fields);
        return new Waiting(file, peer, paths, preserves);
    }

    /** Forgets a transfer. */
    void remove(Waiting waiting) throws IOException {
        Files.deleteIfExists(waiting.file());
    }

    /**
     * Finds what earlier processes have left, and removes what they have forgotten.
     *
     * @param onUnreadable is told of each file that is left alone, as it can't be read
     */
    List<Waiting> load(Consumer<Path> onUnreadable) throws IOException {
        List<Waiting> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (file.toString().endsWith(ENDING)) {
                    try {
                        all.add(read(file));
                    } catch (IOException e) {
                        onUnreadable.accept(file);
                    }
                } else {
                    Files.delete(file);
                }
            }
        }
        return all;
    }

    private static Waiting read(Path file) throws IOException {
        try {
            Properties fields = WholeFile.read(file);
            List<Path> paths = new ArrayList<>();
            int count = Integer.parseInt(fields.getProperty("paths", ""));
            for (int i = 0; i < count; i++) {
                paths.add(Path.of(fields.getProperty("path." + i, "")));
            }
            return new Waiting(
                    file,
                    new PeerId(fields.getProperty("peer", "")),
                    paths,
                    Boolean.parseBoolean(fields.getProperty("preserve", "false")));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a transfer that waits: " + file, e);
        }
    }
}
