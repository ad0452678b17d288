package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import peerlink.api.JournalReading;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.model.Contact;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.EventSink;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.StandInName;
import peerlink.core.peer.Peers;
import peerlink.core.plugin.PluginCursor;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/** The journal in a node's store, with the names of its peers. */
final class NodeJournal implements Journal {
    private static final System.Logger LOG = System.getLogger(NodeJournal.class.getName());

    private final MessageStore store;
    private final Peers peers;
    private final EventSink events;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final List<JournalReading> readings = new CopyOnWriteArrayList<>();

    // guarded by this
    private long last;
    private boolean wasFull;

    NodeJournal(MessageStore store, JournalStore.Limits limits, Peers peers, EventSink events) {
        this.store = store;
        this.peers = peers;
        this.events = events;
        this.last = store.journal().state().last();
        store.journal().listen(this::changed);
        store.journal().limit(limits);
    }

    @Override
    public void open(String cursor, CursorKind kind) throws IOException {
        make(new MessageStore.Change.OpenCursor(Journal.requireName(cursor), kind));
    }

    @Override
    public List<JournalEntry> read(String cursor, long after, int limit) throws IOException {
        if (limit < 1) {
            throw new IllegalArgumentException("%d entries can't be read".formatted(limit));
        }
        return store.journal().read(cursor, after, limit).stream().map(this::entry).toList();
    }

    @Override
    public void acknowledge(String cursor, long number) throws IOException {
        make(new MessageStore.Change.Acknowledge(cursor, number));
    }

    @Override
    public CompletableFuture<Void> acknowledgeAsync(String cursor, long number) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        store.apply(
                new MessageStore.Change.Acknowledge(cursor, number),
                failure -> {
                    if (failure == null) {
                        outcome.complete(null);
                    } else {
                        outcome.completeExceptionally(failure);
                    }
                });
        return outcome;
    }

    @Override
    public void acknowledgeSoon(String cursor, long number) {
        store.apply(
                new MessageStore.Change.Acknowledge(cursor, number, true),
                failure -> {
                    if (failure != null) {
                        LOG.log(Level.WARNING, "entries come again: %s".formatted(failure));
                    }
                });
    }

    @Override
    public End end() {
        JournalStore.State state = store.journal().state();
        return new End(state.last(), state.received());
    }

    @Override
    public boolean drop(String cursor) throws IOException {
        boolean isThere = cursors().stream().anyMatch(one -> one.name().equals(cursor));
        if (isThere) {
            make(new MessageStore.Change.DropCursor(cursor));
        }
        return isThere;
    }

    @Override
    public List<CursorStatus> cursors() throws IOException {
        return store.journal().cursors();
    }

    @Override
    public Registration watch(Runnable added) {
        // one of its own, so that the same action may be given twice
        Runnable watcher = added::run;
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Returns a plugin's cursor, which loses the oldest entries rather than stop the node. */
    PluginCursor cursor(String plugin) {
        String name = Journal.PLUGIN + plugin;
        return new PluginCursor() {
            @Override
            public void open() throws IOException {
                NodeJournal.this.open(name, CursorKind.LOSSY);
            }

            @Override
            public CursorStatus status() throws IOException {
                return cursors().stream()
                        .filter(one -> one.name().equals(name))
                        .findAny()
                        .orElseThrow(() -> JournalStore.noCursor(name));
            }

            @Override
            public List<JournalEntry> read(long after, int limit) throws IOException {
                return NodeJournal.this.read(name, after, limit);
            }

            @Override
            public boolean mayHaveAfter(long number) {
                return end().last() > number;
            }

            @Override
            public void acknowledge(long number) {
                // the reader may get it again after a crash in any case
                NodeJournal.this.acknowledgeSoon(name, number);
            }

            @Override
            public void drop() throws IOException {
                NodeJournal.this.drop(name);
            }

            @Override
            public Registration watch(JournalReading reading, Runnable added) {
                readings.add(reading);
                Registration watched = NodeJournal.this.watch(added);
                return () -> {
                    watched.close();
                    readings.remove(reading);
                };
            }
        };
    }

    /**
     * Drops the cursors of plugins other than these: nobody reads what is kept for them. None at
     * all means that the user does without them for this once.
     */
    void keepPlugins(Set<String> names) throws IOException {
        if (names.isEmpty() || !store.journal().state().isKept()) {
            return;
        }
        for (CursorStatus cursor : cursors()) {
            if (cursor.name().startsWith(PLUGIN)
                    && !names.contains(cursor.name().substring(PLUGIN.length()))) {
                drop(cursor.name());
            }
        }
    }

    /** Drops the cursor of a plugin that the user has disabled. */
    void forgetPlugin(String name) {
        try {
            drop(PLUGIN + name);
        } catch (IOException e) {
            // the next start does
            LOG.log(Level.WARNING, "can't drop what is kept for the plugin " + name, e);
        }
    }

    /**
     * Waits until the plugins have read all. Returns early at a time of {@link System#nanoTime}.
     */
    void settle(long end) throws InterruptedException {
        for (JournalReading reading : readings) {
            reading.await(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    private void changed(JournalStore.State state) {
        boolean hasGrown;
        boolean isNews;
        CursorStatus full = state.full();
        synchronized (this) {
            hasGrown = state.last() > last;
            last = state.last();
            isNews = wasFull != (full != null);
            wasFull = full != null;
        }
        if (isNews) {
            events.post(
                    full == null
                            ? new NodeEvent.JournalHasRoom()
                            : new NodeEvent.JournalFull(full));
        }
        if (hasGrown) {
            watchers.forEach(Runnable::run);
        }
    }

    private JournalEntry entry(JournalStore.Row row) {
        return new JournalEntry(
                row.number(),
                row.direction(),
                peer(row),
                row.message(),
                row.at(),
                row.isAgain(),
                row.failure());
    }

    private Peer peer(JournalStore.Row row) {
        PeerName claimed = row.claimed();
        if (claimed == null) {
            Contact contact = peers.contact(row.peer());
            claimed = contact == null ? StandInName.of(row.peer()) : contact.name();
        }
        return peers.known(row.peer(), claimed);
    }

    private void make(MessageStore.Change change) throws IOException {
        CompletableFuture<@Nullable IOException> outcome = new CompletableFuture<>();
        store.apply(change, outcome::complete);
        try {
            IOException failure = outcome.get();
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the journal was changed");
        }
    }
}
