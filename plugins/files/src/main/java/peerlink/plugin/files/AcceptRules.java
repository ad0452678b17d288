package peerlink.plugin.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import peerlink.api.PeerId;
import peerlink.plugin.files.basis.WholeFile;

/**
 * The peers from whom files are taken without asking, and how many bytes at once. Kept in a file, a
 * line each: the id, a tab, the bytes. Safe for use by several threads.
 */
final class AcceptRules {
    private final Path file;
    private final BooleanSupplier acceptAll;
    private final Map<PeerId, Long> limits = new LinkedHashMap<>();

    private AcceptRules(Path file, BooleanSupplier acceptAll) {
        this.file = file;
        this.acceptAll = acceptAll;
    }

    /**
     * Reads the rules.
     *
     * @param acceptAll tells whether all is taken from everybody
     */
    static AcceptRules load(Path file, BooleanSupplier acceptAll) throws IOException {
        AcceptRules rules = new AcceptRules(file, acceptAll);
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t");
                rules.limits.put(new PeerId(fields[0]), Long.valueOf(fields[1]));
            }
        } catch (NoSuchFileException e) {
            // nobody yet
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("not a list of peers: " + file, e);
        }
        return rules;
    }

    /** Tells whether an offer of so many bytes is taken without asking. */
    synchronized boolean accepts(PeerId peer, long bytes) {
        Long limit = limits.get(peer);
        return acceptAll.getAsBoolean() || limit != null && bytes <= limit;
    }

    /** Takes files of a peer without asking from now on, up to so many bytes at once. */
    synchronized void accept(PeerId peer, long bytes) throws IOException {
        limits.put(peer, bytes);
        write();
    }

    /** Asks about each offer of a peer from now on. */
    synchronized void ask(PeerId peer) throws IOException {
        limits.remove(peer);
        write();
    }

    private void write() throws IOException {
        StringBuilder lines = new StringBuilder();
        limits.forEach((peer, bytes) -> lines.append("%s\t%d\n".formatted(peer.text(), bytes)));
        WholeFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
