package peerlink.core;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Makes changes in transactions, and survives those that fail. For the store's thread. */
final class MessageWriter {
    private final MessageDatabase database;
    private final MessageTables tables;
    private volatile long transactions;

    MessageWriter(MessageDatabase database, MessageTables tables) {
        this.database = database;
        this.tables = tables;
    }

    /** Returns how many transactions were begun. */
    long transactions() {
        return transactions;
    }

    /** Makes changes together, and tells of each one, in their order. */
    void make(List<AskedChange> changes) {
        if (!tryToMake(changes)) {
            List<AskedChange> drops = changes.stream().filter(AskedChange::drops).toList();
            if (!drops.isEmpty() && drops.size() < changes.size()) {
                // on a full disk, adding fails until something is dropped
                tryToMake(drops);
            }
        }
        changes.forEach(AskedChange::tell);
    }

    private boolean tryToMake(List<AskedChange> changes) {
        CommitEvent event = new CommitEvent();
        event.begin();
        event.changes = changes.size();
        transactions++;
        try {
            database.begin();
            ChangeBatch batch = new ChangeBatch(tables);
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
        } catch (SQLException | RuntimeException | Error e) {
            undo(e);
            IOException failure = DatabaseFailure.writing(database.file(), e);
            changes.forEach(asked -> asked.failed(failure));
        }
        event.commit();
        return event.successful;
    }

    private void undo(Throwable reason) {
        database.rollBack(reason);
        try {
            tables.reset();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
