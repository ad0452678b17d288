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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/**
 * Keeps messages in a SQLite database. One thread at a time works on it: a caller that has nothing
 * else to do, or the store's own. The changes that gather during one transaction go into the next
 * one, and so share the wait for the disk. A change that only drops waits for others for {@link
 * CombiningQueue#PATIENCE_NANOS}: if the process dies before, a message that the handlers have
 * finished comes again, and one that its peer has is sent again, to be dropped there.
 */
public final class SqliteStore implements MessageStore {
    /** The greatest number of changes in one transaction, whose results come together. */
    static final int MAX_CHANGES = 4096;

    /** The bytes of content that one transaction adds, which its last message may exceed. */
    static final long MAX_BYTES = 8 << 20;

    private sealed interface Request {}

    private record Apply(AskedChange change) implements Request {}

    private record Ask<T>(MessageTransactions.Query<T> query, CompletableFuture<T> answer)
            implements Request {
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
    private final CombiningQueue<Request> requests;

    private SqliteStore(MessageDatabase database) throws SQLException {
        this.database = database;
        this.transactions = new MessageTransactions(database, watch);
        this.requests = new CombiningQueue<>("peerlink store-writer", this::make, database::close);
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
            store.requests.start();
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
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        AskedChange asked = new AskedChange(change, done);
        if (!requests.add(new Apply(asked), hurry(asked, committer))) {
            asked.failed(closedFailure());
            asked.tell();
        }
    }

    private static CombiningQueue.Hurry hurry(AskedChange asked, Committer committer) {
        if (asked.isPatient()) {
            return CombiningQueue.Hurry.PATIENT;
        }
        return switch (committer) {
            case STORE -> CombiningQueue.Hurry.NOW;
            case CALLER -> CombiningQueue.Hurry.PROMISED;
        };
    }

    @Override
    public void commit() {
        requests.help();
    }

    @Override
    public void close() {
        requests.close();
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
            requests.add(
                    new Ask<>(
                            tables -> {
                                tables.journal().retell(watch);
                                return strict;
                            },
                            new CompletableFuture<>()),
                    CombiningQueue.Hurry.NOW);
        }

        @Override
        public void listen(Listener listener) {
            watch.listen(listener);
        }

        @Override
        public List<Row> read(String cursor, long after, int limit) throws IOException {
            return answer(tables -> tables.journal().read(cursor, after, limit), true)
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
        return answer(query, false);
    }

    /**
     * Asks a question and waits for the answer.
     *
     * @param isAhead whether it may be asked before changes that were made, and are not yet on
     *     disk: it does not make those wait less that can wait
     */
    private <T> T answer(MessageTransactions.Query<T> query, boolean isAhead) throws IOException {
        if (requests.isWorking()) {
            throw new IllegalStateException("the thread that commits would wait for itself");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Ask<T> asked = new Ask<>(query, answer);
        if (!(isAhead ? requests.ask(asked) : requests.add(asked, CombiningQueue.Hurry.NOW))) {
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

    /** Makes the changes and answers the queries that have gathered, in their order. */
    private void make(ArrayDeque<Request> some) {
        while (!some.isEmpty()) {
            if (some.peek() instanceof Ask<?> ask) {
                some.remove();
                ask.answer(transactions);
            } else {
                transactions.make(changes(some));
            }
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
}
