package peerlink.registry.server;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.RegistryStore;

/**
 * Carries the store's change feed to the watchers. One thread reads the feed, from whichever peers
 * and nodes the changes come; each frame is made once for all watchers. Safe for use by several
 * threads.
 */
final class ChangeBroadcast implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChangeBroadcast.class.getName());

    /** Only a store that reads elsewhere looks again meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final RegistryStore store;
    private final int maxBacklog;
    private final RegistryMetrics metrics;
    private final Thread reader;

    /** Maps each watcher to the cursor that it had when it came. */
    private final Map<FrameQueue, Cursor> watchers = new HashMap<>();

    /** The last change sent to all watchers. */
    private Cursor told;

    private boolean isClosed;

    /**
     * @param maxBacklog the most changes for which a returning watcher is spared the list
     */
    ChangeBroadcast(RegistryStore store, int maxBacklog, RegistryMetrics metrics)
            throws IOException {
        this.metrics = metrics;
        this.store = store;
        this.maxBacklog = maxBacklog;
        this.told = store.cursor();
        this.reader = Thread.ofVirtual().name("peerlink registry-feed-reader").start(this::read);
    }

    /** Answers a watcher that has seen all changes up to a cursor. */
    Answer answer(Request.Watch watch) throws IOException {
        Cursor after = watch.after();
        if (after == null) {
            return new Answer.Resync(store.cursor());
        }
        return switch (store.changes(after, maxBacklog + 1, Duration.ZERO)) {
            case Changes.Since(List<Change.At> changes, _) when changes.size() <= maxBacklog ->
                    new Answer.Watching(after);
            case Changes.Since _ -> new Answer.Resync(store.cursor());
            case Changes.Resync(Cursor now) -> new Answer.Resync(now);
        };
    }

    /** Sends a watcher all changes after a cursor, until it is dropped. */
    void follow(FrameQueue watcher, Cursor after) throws IOException {
        Cursor seen = after;
        do {
            switch (store.changes(seen, ProtocolLimits.PAGE, Duration.ZERO)) {
                case Changes.Since(List<Change.At> changes, Cursor next) -> {
                    if (!changes.isEmpty()) {
                        watcher.offer(frame(changes, next), changes.size());
                    }
                    seen = next;
                }
                case Changes.Resync(Cursor now) -> {
                    watcher.offer(Answer.encode(0, new Answer.Resync(now)), 1);
                    seen = now;
                }
            }
        } while (!isJoined(watcher, seen));
    }

    /** Forgets a watcher. */
    synchronized void drop(FrameQueue watcher) {
        watchers.remove(watcher);
    }

    synchronized int watchers() {
        return watchers.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            watchers.clear();
            notifyAll();
        }
        reader.interrupt();
    }

    /**
     * Lets a watcher in that has caught up with the others, or will hear with them that all must
     * read the list anew.
     */
    private synchronized boolean isJoined(FrameQueue watcher, Cursor seen) {
        boolean isToResync = !seen.epoch().equals(told.epoch());
        if (isClosed || isToResync || seen.isAtLeast(told)) {
            watchers.put(watcher, seen);
            return true;
        }
        return false;
    }

    private void read() {
        boolean isFailing = false;
        while (isOpen()) {
            try {
                switch (store.changes(told(), ProtocolLimits.PAGE, PATIENCE)) {
                    case Changes.Since(List<Change.At> changes, Cursor next) -> tell(changes, next);
                    case Changes.Resync(Cursor now) -> resync(now);
                }
                isFailing = false;
            } catch (IOException e) {
                if (!isFailing && isOpen()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "cannot read the changes of the store: {0}",
                            Printable.reason(e));
                }
                isFailing = true;
                pause();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "telling watchers failed", e);
                pause();
            }
        }
    }

    private synchronized void tell(List<Change.At> changes, Cursor next) {
        Cursor before = told;
        told = next;
        metrics.count(Count.CHANGE, changes.size());
        if (changes.isEmpty() || watchers.isEmpty()) {
            return;
        }
        Bytes all = frame(changes, next);
        watchers.entrySet()
                .removeIf(
                        watcher -> {
                            Cursor seen = watcher.getValue();
                            if (before.isAtLeast(seen)) {
                                return !watcher.getKey().offer(all, changes.size());
                            }
                            // the watcher came while these were on their way
                            List<Change.At> rest =
                                    changes.stream()
                                            .filter(c -> c.position() > seen.position())
                                            .toList();
                            return !rest.isEmpty()
                                    && !watcher.getKey().offer(frame(rest, next), rest.size());
                        });
    }

    private synchronized void resync(Cursor now) {
        told = now;
        Bytes frame = Answer.encode(0, new Answer.Resync(now));
        watchers.entrySet().removeIf(watcher -> !watcher.getKey().offer(frame, 1));
        watchers.replaceAll((_, _) -> now);
    }

    private static Bytes frame(List<Change.At> changes, Cursor cursor) {
        return Answer.encode(
                0, new Answer.Changes(changes.stream().map(Change.At::change).toList(), cursor));
    }

    private synchronized boolean isOpen() {
        return !isClosed;
    }

    private synchronized Cursor told() {
        return told;
    }

    private synchronized void pause() {
        try {
            if (!isClosed) {
                wait(RETRY.toMillis());
            }
        } catch (InterruptedException e) {
            // only close() interrupts, and isOpen() sees to the rest
            Thread.currentThread().interrupt();
        }
    }
}
