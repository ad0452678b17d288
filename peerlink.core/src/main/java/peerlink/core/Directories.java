package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.api.Announcement;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Query;

/** The directories of a node, in the order in which they are asked. */
final class Directories implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Directories.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final List<DirectoryKeeper> keepers;

    Directories(List<DirectoryKeeper> keepers) {
        this.keepers = List.copyOf(keepers);
    }

    /** Begins to watch and to register; returns at once. */
    void start(Announcement announcement) {
        keepers.forEach(keeper -> keeper.start(announcement));
    }

    List<DirectoryStatus> statuses() {
        return keepers.stream().map(DirectoryKeeper::status).toList();
    }

    /**
     * Asks every directory and merges what they answer; a peer's addresses come in the directories' order.
     *
     * @return empty if there is no directory or none knows anybody
     * @throws IOException if there are directories and none could be asked
     */
    List<Peer> find(Query query) throws IOException {
        Map<PeerId, Peer> found = new LinkedHashMap<>();
        List<IOException> failures = new ArrayList<>();
        for (DirectoryKeeper keeper : keepers) {
            try {
                for (Peer peer : keeper.find(query)) {
                    found.merge(peer.id(), peer, Presence::merge);
                }
            } catch (IOException e) {
                LOG.log(
                        Level.DEBUG,
                        () -> keeper.status().address() + " didn't answer: " + Failures.reason(e));
                failures.add(e);
            }
        }
        if (!failures.isEmpty() && failures.size() == keepers.size()) {
            IOException failure =
                    new IOException(
                            "no directory answers: " + Failures.reason(failures.getFirst()),
                            failures.getFirst());
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
        return List.copyOf(found.values());
    }

    /** Deregisters everywhere at once, which takes two seconds at most. */
    @Override
    public void close() {
        List<Thread> closing =
                keepers.stream()
                        .map(
                                keeper ->
                                        Thread.ofVirtual()
                                                .name("peerlink deregistration")
                                                .start(keeper::close))
                        .toList();
        long end = System.nanoTime() + CLOSING.toNanos();
        try {
            for (Thread thread : closing) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
