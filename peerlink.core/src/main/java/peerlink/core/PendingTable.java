package peerlink.core;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;

/** Our messages in the database. */
final class PendingTable {
    private final PreparedStatement add;
    private final PreparedStatement settle;
    private final PreparedStatement withdraw;
    private final PreparedStatement greatest;
    private final PreparedStatement read;
    private boolean isAdding;

    PendingTable(MessageDatabase database) throws SQLException {
        add =
                database.prepare(
                        """
                        INSERT INTO pending (key, id, author, type, content, sent_at)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """);
        settle = database.prepare("DELETE FROM pending WHERE key BETWEEN ? AND ?");
        withdraw = database.prepare("DELETE FROM pending WHERE key = ?");
        greatest = database.prepare("SELECT max(key) FROM pending WHERE key BETWEEN ? AND ?");
        read =
                database.prepare(
                        """
                        SELECT key, pending.id, author.id, type, content, sent_at
                        FROM pending JOIN peer AS author ON author.number = author
                        WHERE key BETWEEN ? AND ? ORDER BY key
                        """);
    }

    /** Notes a message, which is written with {@link #flush}. */
    void add(long peer, long seq, Message message, long author) throws SQLException {
        add.setLong(1, MessageKey.of(peer, seq));
        add.setString(2, message.id());
        add.setLong(3, author);
        add.setString(4, message.type());
        add.setBytes(5, message.content().toByteArray());
        add.setLong(6, MessageTables.millis(message.sentAt()));
        add.addBatch();
        isAdding = true;
    }

    void flush() throws SQLException {
        if (isAdding) {
            isAdding = false;
            add.executeBatch();
        }
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
        List<MessageStore.Pending> messages = new ArrayList<>();
        read.setLong(1, MessageKey.first(peer.number()));
        read.setLong(2, MessageKey.last(peer.number()));
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                messages.add(
                        new MessageStore.Pending(
                                MessageKey.number(row.getLong(1)),
                                new Message(
                                        row.getString(2),
                                        new PeerId(row.getString(3)),
                                        id,
                                        row.getString(4),
                                        Bytes.wrap(row.getBytes(5)),
                                        Instant.ofEpochMilli(row.getLong(6)))));
            }
        }
        return messages;
    }
}
