package peerlink.core.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.sqlite.AskedChange;

/**
 * Keeps messages on a {@link Disk}. Makes changes, or fails them, when the test says so, and
 * forgets the rest in a crash.
 */
public final class MemoryStore implements MessageStore {
    private record Asked(Change change, Consumer<@Nullable IOException> done) {
        /** Tells whether a full disk lets the change be made. */
        private boolean drops() {
            return new AskedChange(change, done).drops();
        }
    }

    private final Disk disk;
    private final boolean prompt;
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private boolean closed;
    private boolean refused;

    /**
     * @param prompt whether each change is made at once, instead of by {@link #commit}
     */
    public MemoryStore(Disk disk, boolean prompt) {
        this.disk = disk;
        this.prompt = prompt;
    }

    @Override
    public PeerState read(PeerId peer) throws IOException {
        requireOpen();
        commit(waiting.size());
        return disk.read(peer);
    }

    @Override
    public List<PeerId> busy() throws IOException {
        requireOpen();
        commit(waiting.size());
        return disk.busy();
    }

    @Override
    public Optional<Elapsed> elapsed() throws IOException {
        requireOpen();
        commit(waiting.size());
        return disk.elapsed();
    }

    @Override
    public long lastNumber() throws IOException {
        requireOpen();
        commit(waiting.size());
        return disk.lastNumber();
    }

    @Override
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        if (closed) {
            done.accept(new IOException("the store is closed"));
            return;
        }
        waiting.add(new Asked(change, done));
        if (prompt) {
            commit(1);
        }
    }

    @Override
    public void close() {
        commit(waiting.size());
        closed = true;
    }

    @Override
    public JournalStore journal() {
        return new DrainedJournal();
    }

    /** The journal after the changes that were asked for. */
    private final class DrainedJournal implements JournalStore {
        @Override
        public State state() {
            return State.EMPTY;
        }

        @Override
        public void limit(Limits strict) {}

        @Override
        public void listen(Listener listener) {}

        @Override
        public List<Row> read(String cursor, long after, int limit) throws IOException {
            requireOpen();
            commit(waiting.size());
            return disk.journal().read(cursor, after, limit);
        }

        @Override
        public List<CursorStatus> cursors() throws IOException {
            requireOpen();
            commit(waiting.size());
            return disk.journal().cursors();
        }

        @Override
        public Optional<Keyed> sent(String key, long since) throws IOException {
            requireOpen();
            commit(waiting.size());
            return disk.journal().sent(key, since);
        }
    }

    /** Returns the number of changes that were asked for and are neither made nor failed. */
    public int waiting() {
        return waiting.size();
    }

    /** Tells whether a change ever contradicted the disk's state. */
    public boolean hasRefused() {
        return refused;
    }

    /** Makes the next changes in one transaction, and tells their results. */
    public void commit(int count) {
        List<Asked> changes = take(count);
        List<@Nullable IOException> outcomes = new ArrayList<>();
        changes.forEach(asked -> outcomes.add(make(asked)));
        tell(changes, outcomes);
    }

    /** Fails the next changes, as they don't fit on the disk; those that drop messages do. */
    public void fail(int count) {
        List<Asked> changes = take(count);
        List<@Nullable IOException> outcomes = new ArrayList<>();
        for (Asked asked : changes) {
            outcomes.add(asked.drops() ? make(asked) : new IOException("the disk is full"));
        }
        tell(changes, outcomes);
    }

    /** Makes the next changes, and ends before their results are told; the others are lost. */
    public void crash(int count) {
        take(count).forEach(this::make);
        waiting.clear();
        closed = true;
    }

    private List<Asked> take(int count) {
        List<Asked> taken = new ArrayList<>();
        while (taken.size() < count && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    private @Nullable IOException make(Asked asked) {
        try {
            disk.make(asked.change());
            return null;
        } catch (IOException e) {
            refused = true;
            return e;
        }
    }

    private void tell(List<Asked> changes, List<@Nullable IOException> outcomes) {
        for (int i = 0; i < changes.size(); i++) {
            try {
                changes.get(i).done().accept(outcomes.get(i));
            } catch (RuntimeException e) {
                if (!prompt) {
                    throw e;
                }
            }
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the store is closed");
        }
    }
}
