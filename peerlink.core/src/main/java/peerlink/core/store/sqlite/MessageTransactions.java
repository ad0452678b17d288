package peerlink.core.store.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs changes and queries on the database, one after the other. A failure leaves the database fit
 * for the next. For the store's thread.
 */
final class MessageTransactions {
    /** A query of the tables. */
    interface Query<T> {
        T ask(MessageTables tables) throws SQLException;
    }

    private final MessageDatabase database;
    private final JournalWatch watch;
    private @Nullable MessageTables tables;
    private volatile long count;

    MessageTransactions(MessageDatabase database, JournalWatch watch) throws SQLException {
        this.database = database;
        this.watch = watch;
        MessageTables ready = MessageTables.of(database);
        ready.journal().tell(watch);
        this.tables = ready;
    }

    /** Returns the number of transactions with changes that were begun. */
    long count() {
        return count;
    }

    <T> T ask(Query<T> query) throws SQLException {
        try {
            return query.ask(tables());
        } catch (SQLException e) {
            undo(e);
            throw e;
        }
    }

    /** Makes changes together, and tells the result of each, in their order. */
    void make(List<AskedChange> changes) {
        try {
            database.requireInPlace();
        } catch (IOException e) {
            changes.forEach(asked -> asked.failed(e));
            changes.forEach(AskedChange::tell);
            return;
        }
        // on a full disk there may be room now, as the log has begun anew
        if (!tryToMake(changes) && !tryToMake(changes)) {
            // a change that needs no room, or makes some, must not fail with the rest
            List<AskedChange> drops = changes.stream().filter(AskedChange::drops).toList();
            if (!drops.isEmpty() && drops.size() < changes.size()) {
                tryToMake(drops);
            }
        }
        changes.forEach(AskedChange::tell);
    }

    private boolean tryToMake(List<AskedChange> changes) {
        CommitEvent event = new CommitEvent();
        event.begin();
        event.changes = changes.size();
        count++;
        try {
            database.begin();
            MessageTables ready = tables();
            ChangeBatch batch = new ChangeBatch(ready);
            for (AskedChange asked : changes) {
                asked.succeeded();
                try {
                    batch.add(asked.change());
                } catch (IOException e) {
                    asked.failed(e);
                }
            }
            batch.write();
            database.commit();
            event.successful = true;
            ready.journal().tell(watch);
        } catch (SQLException | RuntimeException | Error e) {
            undo(e);
            IOException failure = DatabaseFailure.writing(database.file(), e);
            changes.forEach(asked -> asked.failed(failure));
        }
        event.commit();
        return event.successful;
    }

    private MessageTables tables() throws SQLException {
        MessageTables ready = tables;
        if (ready == null) {
            ready = MessageTables.of(database);
            tables = ready;
        }
        return ready;
    }

    /**
     * Undoes the transaction, and forgets the remembered peers and the statements: the driver
     * closes those that fail.
     */
    private void undo(Throwable reason) {
        tables = null;
        database.rollBack(reason);
        if (DatabaseFailure.isFull(reason)) {
            database.restartLog(reason);
        }
    }
}
