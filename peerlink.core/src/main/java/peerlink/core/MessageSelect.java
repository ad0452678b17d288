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

/** Reads all rows of a peer from a table of messages, in order. Each begins with the columns that {@link MessageInsert} has. */
final class MessageSelect {
    /** Makes a value of the row at hand. */
    interface Row<T> {
        /**
         * @param peer the peer in the third column
         */
        T value(ResultSet row, PeerId peer) throws SQLException;
    }

    private final PreparedStatement statement;

    /**
     * @param statement selects by key, between two bounds
     */
    MessageSelect(PreparedStatement statement) {
        this.statement = statement;
    }

    <T> List<T> all(long peer, Row<T> of) throws SQLException {
        List<T> values = new ArrayList<>();
        statement.setLong(1, MessageKey.first(peer));
        statement.setLong(2, MessageKey.last(peer));
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                values.add(of.value(row, new PeerId(row.getString(3))));
            }
        }
        return values;
    }

    static long number(ResultSet row) throws SQLException {
        return MessageKey.number(row.getLong(1));
    }

    static Message message(ResultSet row, PeerId from, PeerId to) throws SQLException {
        return new Message(
                row.getString(2),
                from,
                to,
                row.getString(4),
                Bytes.wrap(row.getBytes(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
