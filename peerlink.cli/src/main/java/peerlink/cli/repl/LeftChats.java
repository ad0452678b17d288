package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.core.profile.PrivateFiles;

/**
 * Remembers in the profile when the user left the chat with each peer: a line a peer, its id and
 * the time with a tab between them, those that were left last at the end. Whoever loses the file
 * loses no message. Safe for use by several threads.
 */
final class LeftChats {
    static final String FILE = "chats-left";

    /** The number of peers that are remembered. */
    private static final int MOST = 500;

    private static final int MAX_FILE = 256 << 10;
    private static final System.Logger LOG = System.getLogger(LeftChats.class.getName());

    private final Path profile;

    LeftChats(Path profile) {
        this.profile = profile;
    }

    /** Returns the time at which the chat with a peer was left last, by this machine's clock. */
    Optional<Instant> of(PeerId peer) {
        return Optional.ofNullable(read().get(peer.text())).flatMap(LeftChats::time);
    }

    /** Notes that the chat with a peer is left. */
    void note(PeerId peer, Instant at) {
        // two chats of one process may leave at once
        synchronized (LeftChats.class) {
            Map<String, String> all = read();
            all.remove(peer.text());
            all.put(peer.text(), at.toString());
            StringBuilder text = new StringBuilder();
            all.entrySet().stream()
                    .skip(Math.max(0, all.size() - MOST))
                    .forEach(
                            one ->
                                    text.append(one.getKey())
                                            .append('\t')
                                            .append(one.getValue())
                                            .append('\n'));
            try {
                PrivateFiles.writeNote(profile.resolve(FILE), text.toString());
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the time at which a chat was left can't be noted", e);
            }
        }
    }

    private Map<String, String> read() {
        Map<String, String> all = new LinkedHashMap<>();
        Path file = profile.resolve(FILE);
        try {
            if (Files.exists(file) && Files.size(file) <= MAX_FILE) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    int tab = line.indexOf('\t');
                    if (tab > 0) {
                        all.put(line.substring(0, tab), line.substring(tab + 1));
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the times at which chats were left are not known", e);
        }
        return all;
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
