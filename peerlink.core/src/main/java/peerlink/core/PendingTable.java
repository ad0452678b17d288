package peerlink.core;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import peerlink.api.PeerId;

/** Our messages in the database. */
final class PendingTable {
    private final MessageInsert add;
    private final PreparedStatement settle;
    private final PreparedStatement withdraw;
    private final PreparedStatement greatest;
    private final MessageSelect read;

    PendingTable(MessageDatabase database) throws SQLException {
        add =
                new MessageInsert(
                        database.prepare(
                                """
                                INSERT INTO pending
                                    (key, id, author, type, content, sent_at, queued_at)
                                VALUES (?, ?, ?, ?, ?, ?, ?)
                                """));
        settle = database.prepare("DELETE FROM pending WHERE key BETWEEN ? AND ?");
        withdraw = database.prepare("DELETE FROM pending WHERE key = ?");
        greatest = database.prepare("SELECT max(key) FROM pending WHERE key BETWEEN ? AND ?");
        read =
                new MessageSelect(
                        database.prepare(
                                """
                                SELECT key, pending.id, author.id, type, content, sent_at,
                                    queued_at
                                FROM pending JOIN peer AS author ON author.number = author
                                WHERE key BETWEEN ? AND ? ORDER BY key
                                """));
    }

    /** Notes a message, which is written with {@link #flush}. */
    void add(long peer, MessageStore.Change.Submit submit, long author) throws SQLException {
        PreparedStatement row =
                add.row(MessageKey.of(peer, submit.seq()), submit.message(), author);
        row.setLong(7, submit.queuedAt());
        add.add();
    }

    void flush() throws SQLException {
        add.flush();
    }

    /** Drops the messages to a peer up to a number. */
    void settle(long peer, long seq) throws SQLException {
        settle.setLong(1, MessageKey.first(peer));
        settle.setLong(2, MessageKey.of(peer, seq));
        settle.executeUpdate();
    }

    void withdraw(long peer, long seq) throws SQLException {
        withdraw.setLong(1, MessageKey.of(peer, seq));
        withdraw.executeUpdate();
    }

    /** Returns the greatest number of a message to a peer; 0 if there is none. */
    long greatest(long peer) throws SQLException {
        greatest.setLong(1, MessageKey.first(peer));
        greatest.setLong(2, MessageKey.last(peer));
        try (ResultSet row = greatest.executeQuery()) {
            return MessageKey.number(row.getLong(1));
        }
    }

    List<MessageStore.Pending> read(StoredPeer peer, PeerId id) throws SQLException {
        return read.all(
                peer.number(),
                (row, author) ->
                        new MessageStore.Pending(
                                MessageSelect.number(row),
                                MessageSelect.message(row, author, id),
                                row.getLong(7)));
    }
}
