package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
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
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/** The journal in a node's store, with the names of its peers. */
final class NodeJournal implements Journal {
    private final MessageStore store;
    private final Peers peers;
    private final EventSink events;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

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
        return new JournalEntry(row.number(), row.direction(), peer(row), row.message(), row.at());
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
