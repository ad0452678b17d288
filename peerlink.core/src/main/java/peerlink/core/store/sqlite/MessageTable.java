package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;

/**
 * Reads and writes a table of messages in the database: our pending ones, or the peers' stored
 * ones. Its rows begin with the same six columns: key, id, a peer that is the message's author or
 * reader, type, content, sent_at. For the store's thread.
 */
final class MessageTable {
    /** Makes a value of a row. */
    interface Row<T> {
        /**
         * @param further reads the columns from the seventh on
         * @param peer the peer in the third column
         */
        T value(ResultSet further, long number, PeerId peer) throws SQLException;
    }

    private final PreparedStatement add;
    private final PreparedStatement drop;
    private final PreparedStatement dropOne;
    private final PreparedStatement greatest;
    private final PreparedStatement read;
    private boolean isAdding;

    /**
     * @param name the table's name
     * @param other the name of the third column
     * @param further the names of the columns from the seventh on, with commas
     * @param values a question mark for each of those, with commas
     */
    MessageTable(MessageDatabase database, String name, String other, String further, String values)
            throws SQLException {
        add =
                database.prepare(
                        "INSERT INTO %s (key, id, %s, type, content, sent_at, %s) VALUES (?, ?, ?, ?, ?, ?, %s)"
                                .formatted(name, other, further, values));
        drop = database.prepare("DELETE FROM %s WHERE key BETWEEN ? AND ?".formatted(name));
        dropOne = database.prepare("DELETE FROM %s WHERE key = ?".formatted(name));
        greatest =
                database.prepare(
                        "SELECT max(key) FROM %s WHERE key BETWEEN ? AND ?".formatted(name));
        read =
                database.prepare(
                        """
                        SELECT key, %1$s.id, other.id, type, content, sent_at, %3$s
                        FROM %1$s JOIN peer AS other ON other.number = %2$s
                        WHERE key BETWEEN ? AND ? ORDER BY key
                        """
                                .formatted(name, other, further));
    }

    /**
     * Begins a row. Returns the statement, for the columns from the seventh on. {@link #add} ends
     * it.
     *
     * @param other the number of the peer in the third column
     */
    PreparedStatement row(long peer, long number, Message message, long other) throws SQLException {
        add.setLong(1, MessageKey.of(peer, number));
        add.setString(2, message.id());
        add.setLong(3, other);
        add.setString(4, message.type());
        add.setBytes(5, message.content().toByteArray());
        add.setLong(6, millis(message.sentAt()));
        return add;
    }

    /** Ends a row, which is written with {@link #flush}. */
    void add() throws SQLException {
        add.addBatch();
        isAdding = true;
    }

    void flush() throws SQLException {
        if (isAdding) {
            isAdding = false;
            add.executeBatch();
        }
    }

    /** Drops the messages of a peer up to a number. */
    void drop(long peer, long number) throws SQLException {
        drop.setLong(1, MessageKey.first(peer));
        drop.setLong(2, MessageKey.of(peer, number));
        drop.executeUpdate();
    }

    void dropOne(long peer, long number) throws SQLException {
        dropOne.setLong(1, MessageKey.of(peer, number));
        dropOne.executeUpdate();
    }

    /** Returns the greatest number of a message of a peer; 0 if there is none. */
    long greatest(long peer) throws SQLException {
        MessageKey.bind(greatest, peer);
        try (ResultSet row = greatest.executeQuery()) {
            return MessageKey.number(row.getLong(1));
        }
    }

    /** Reads all messages of a peer, in the order of their numbers. */
    <T> List<T> all(long peer, Row<T> of) throws SQLException {
        List<T> values = new ArrayList<>();
        MessageKey.bind(read, peer);
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                values.add(
                        of.value(
                                row,
                                MessageKey.number(row.getLong(1)),
                                new PeerId(row.getString(3))));
            }
        }
        return values;
    }

    /** Returns the message of a row. */
    static Message message(ResultSet row, PeerId from, PeerId to) throws SQLException {
        return new Message(
                row.getString(2),
                from,
                to,
                row.getString(4),
                Bytes.wrap(row.getBytes(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    /**
     * Returns a time as it is stored. A time that is millions of years away becomes the last that
     * can be stored.
     */
    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
