package peerlink.core;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import peerlink.api.Message;

/** Adds rows to a table of messages, many in one go. Each begins with the same six columns: key, id, a peer, type, content, sent_at. */
final class MessageInsert {
    private final PreparedStatement statement;
    private boolean isAdding;

    MessageInsert(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Begins a row; returns the statement, for further columns. */
    PreparedStatement row(long key, Message message, long peer) throws SQLException {
        statement.setLong(1, key);
        statement.setString(2, message.id());
        statement.setLong(3, peer);
        statement.setString(4, message.type());
        statement.setBytes(5, message.content().toByteArray());
        statement.setLong(6, MessageTables.millis(message.sentAt()));
        return statement;
    }

    /** Ends a row, which is written with {@link #flush}. */
    void add() throws SQLException {
        statement.addBatch();
        isAdding = true;
    }

    void flush() throws SQLException {
        if (isAdding) {
            isAdding = false;
            statement.executeBatch();
        }
    }
}
