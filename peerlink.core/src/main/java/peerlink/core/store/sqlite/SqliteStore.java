package peerlink.core.store.sqlite;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/**
 * Keeps messages in a SQLite database. One thread works on it. The changes that gather during one
 * transaction go into the next one, and so share the wait for the disk.
 */
public final class SqliteStore implements MessageStore {
    /** The greatest number of changes in one transaction, whose results come together. */
    static final int MAX_CHANGES = 4096;

    /**
     * The time for which a change that only drops waits for others to share its transaction. If the
     * process dies before, a message that the handlers have finished comes again, and one that its
     * peer has is sent again, to be dropped there.
     */
    private static final long PATIENCE_NANOS = 10_000_000;

    /** The bytes of content that one transaction adds, which its last message may exceed. */
    static final long MAX_BYTES = 8 << 20;

    private sealed interface Request {
        /** Tells whether no caller waits for the result. */
        boolean isPatient();
    }

    private record Apply(AskedChange change) implements Request {
        @Override
        public boolean isPatient() {
            return change.isPatient();
        }
    }

    private record Ask<T>(MessageTransactions.Query<T> query, CompletableFuture<T> answer)
            implements Request {
        @Override
        public boolean isPatient() {
            return false;
        }

        private void answer(MessageTransactions transactions) {
            try {
                answer.complete(transactions.ask(query));
            } catch (SQLException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }
    }

    private final MessageDatabase database;
    private final MessageTransactions transactions;
    private final JournalWatch watch = new JournalWatch();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private ArrayDeque<Request> requests = new ArrayDeque<>();
    private boolean urgent;
    private boolean closed;

    private SqliteStore(MessageDatabase database) throws SQLException {
        this.database = database;
        this.transactions = new MessageTransactions(database, watch);
        this.thread =
                Thread.ofPlatform().name("peerlink store-writer").daemon().unstarted(this::run);
    }

    /**
     * Opens the store in a profile's folder.
     *
     * @throws IOException if it can't be used, with a message for people; then the file is left as
     *     it is
     */
    public static SqliteStore open(Path directory) throws IOException {
        return on(MessageDatabase.open(directory, MessageSchema.CURRENT));
    }

    /** Starts the store on a database, which it closes. */
    static SqliteStore on(MessageDatabase database) throws IOException {
        try {
            SqliteStore store = new SqliteStore(database);
            store.thread.start();
            return store;
        } catch (SQLException e) {
            database.close();
            throw DatabaseFailure.opening(database.file(), e);
        }
    }

    @Override
    public PeerState read(PeerId peer) throws IOException {
        return ask(tables -> tables.read(peer));
    }

    @Override
    public List<PeerId> busy() throws IOException {
        return ask(tables -> tables.peers().busy());
    }

    @Override
    public Optional<Elapsed> elapsed() throws IOException {
        return ask(tables -> tables.elapsed().read());
    }

    @Override
    public long lastNumber() throws IOException {
        return ask(tables -> tables.peers().lastKept());
    }

    @Override
    public void apply(Change change, Consumer<@Nullable IOException> done) {
        AskedChange asked = new AskedChange(change, done);
        if (!add(new Apply(asked))) {
            asked.failed(closedFailure());
            asked.tell();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() != thread) {
            awaitEnd();
        }
    }

    @Override
    public void requireInPlace() throws IOException {
        database.requireInPlace();
    }

    @Override
    public JournalStore journal() {
        return new SqliteJournal();
    }

    /** The journal in this store. */
    private final class SqliteJournal implements JournalStore {
        @Override
        public State state() {
            return watch.state();
        }

        @Override
        public void limit(Limits strict) {
            watch.limit(strict);
            add(
                    new Ask<>(
                            tables -> {
                                tables.journal().retell(watch);
                                return strict;
                            },
                            new CompletableFuture<>()));
        }

        @Override
        public void listen(Listener listener) {
            watch.listen(listener);
        }

        @Override
        public List<Row> read(String cursor, long after, int limit) throws IOException {
            return ask(tables -> tables.journal().read(cursor, after, limit))
                    .orElseThrow(() -> JournalStore.noCursor(cursor));
        }

        @Override
        public List<CursorStatus> cursors() throws IOException {
            return ask(tables -> tables.journal().cursors());
        }

        @Override
        public Optional<Keyed> sent(String key, long since) throws IOException {
            return ask(tables -> tables.keys().table().find(key, since));
        }
    }

    /** Returns the number of transactions so far. */
    long transactions() {
        return transactions.count();
    }

    private <T> T ask(MessageTransactions.Query<T> query) throws IOException {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the store's thread would wait for itself");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!add(new Ask<>(query, answer))) {
            throw closedFailure();
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IllegalArgumentException
                    ? DatabaseFailure.damaged(database.file(), Printable.reason(cause), e)
                    : DatabaseFailure.reading(database.file(), cause == null ? e : cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while messages were read");
        }
    }

    private IOException closedFailure() {
        return new IOException(database.file() + " is closed: the node has ended");
    }

    private boolean add(Request request) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            requests.add(request);
            boolean wasUrgent = urgent;
            urgent |= !request.isPatient();
            if (requests.size() == 1 || urgent != wasUrgent) {
                notEmpty.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for requests. Returns none once the store is closed and all were made. */
    private ArrayDeque<Request> next() {
        lock.lock();
        try {
            while (requests.isEmpty() && !closed) {
                notEmpty.awaitUninterruptibly();
            }
            awaitUrgent();
            ArrayDeque<Request> next = requests;
            requests = new ArrayDeque<>();
            urgent = false;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a while, or until there is an urgent request. */
    private void awaitUrgent() {
        long left = PATIENCE_NANOS;
        try {
            while (!urgent && !closed && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the store's thread", e);
        }
    }

    private void run() {
        try {
            for (ArrayDeque<Request> some = next(); !some.isEmpty(); some = next()) {
                while (!some.isEmpty()) {
                    if (some.peek() instanceof Ask<?> ask) {
                        some.remove();
                        ask.answer(transactions);
                    } else {
                        transactions.make(changes(some));
                    }
                }
            }
        } finally {
            database.close();
        }
    }

    /** Takes the changes of one transaction: up to a query, and not too many. */
    private static List<AskedChange> changes(ArrayDeque<Request> requests) {
        List<AskedChange> changes = new ArrayList<>();
        long bytes = 0;
        while (changes.size() < MAX_CHANGES
                && bytes < MAX_BYTES
                && requests.peek() instanceof Apply apply) {
            requests.remove();
            changes.add(apply.change);
            bytes += apply.change.size();
        }
        return changes;
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // the changes asked for are made in spite of it
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
