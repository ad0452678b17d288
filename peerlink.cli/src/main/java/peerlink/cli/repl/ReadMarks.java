package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import peerlink.api.PeerId;
import peerlink.core.profile.PrivateFiles;

/**
 * Remembers up to which time the user has seen each conversation, for all chats of the node and for
 * later starts: a line a peer in a file of the profile, its id and the time with a tab between
 * them, those that were seen last at the end. Whoever loses the file loses no message. Safe for use
 * by several threads.
 */
final class ReadMarks {
    static final String FILE = "chats-left";

    /** The number of peers that are remembered. */
    private static final int MOST = 500;

    private static final int MAX_FILE = 256 << 10;

    /** The time between two writes: a process that is killed forgets no more. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(ReadMarks.class.getName());

    private final Path profile;

    // this guards these
    private final Map<String, Instant> marks = new LinkedHashMap<>();
    private final Set<String> unkept = new HashSet<>();
    private boolean isDue;
    private boolean isChanged;

    ReadMarks(Path profile) {
        this.profile = profile;
        read();
    }

    private void read() {
        Path file = profile.resolve(FILE);
        try {
            if (Files.exists(file) && Files.size(file) <= MAX_FILE) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    int tab = line.indexOf('\t');
                    if (tab > 0) {
                        time(line.substring(tab + 1))
                                .ifPresent(at -> marks.put(line.substring(0, tab), at));
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the times at which chats were left are not known", e);
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the time up to which the user has seen the conversation with a peer, by this
     * machine's clock.
     */
    synchronized Optional<Instant> of(PeerId peer) {
        return Optional.ofNullable(marks.get(peer.text()));
    }

    /**
     * Notes that the user has seen the conversation with a peer up to a time.
     *
     * @param isKept whether later starts are to know it; it is in the file a second later
     */
    void seen(PeerId peer, Instant at, boolean isKept) {
        boolean isFirst;
        synchronized (this) {
            Instant before = marks.remove(peer.text());
            marks.put(peer.text(), before != null && before.isAfter(at) ? before : at);
            if (isKept) {
                unkept.remove(peer.text());
            } else {
                unkept.add(peer.text());
            }
            if (marks.size() > MOST) {
                String oldest = marks.keySet().iterator().next();
                marks.remove(oldest);
                unkept.remove(oldest);
            }
            isChanged |= isKept;
            isFirst = isKept && !isDue;
            isDue |= isKept;
        }
        if (isFirst) {
            CompletableFuture.delayedExecutor(
                            PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS,
                            task -> Thread.ofVirtual().name("peerlink chat-marks").start(task))
                    .execute(this::save);
        }
    }

    /** Writes the file now, if it lacks something. */
    synchronized void save() {
        isDue = false;
        if (!isChanged) {
            return;
        }
        isChanged = false;
        StringBuilder text = new StringBuilder();
        marks.forEach(
                (peer, at) -> {
                    if (!unkept.contains(peer)) {
                        text.append(peer).append('\t').append(at).append('\n');
                    }
                });
        try {
            PrivateFiles.writeNote(profile.resolve(FILE), text.toString());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the time at which a chat was left can't be noted", e);
        }
    }
}
