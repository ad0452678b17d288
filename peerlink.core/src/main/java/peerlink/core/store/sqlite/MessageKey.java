package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import peerlink.core.store.MessageStore;

/**
 * Makes the key of a message in the database: the number of its peer, then its own. It is one
 * number and not two, as SQLite adds at the end of such a table, where most messages go, at two
 * thirds of the cost.
 */
final class MessageKey {
    /** The greatest number of a peer. */
    static final long MAX_PEER = (1L << 23) - 1;

    private MessageKey() {}

    static long of(long peer, long number) {
        return peer << 40 | number;
    }

    /** Returns a key that comes before all messages of a peer. */
    static long first(long peer) {
        return of(peer, 0);
    }

    /** Returns the last key that a message of a peer may have. */
    static long last(long peer) {
        return of(peer, MessageStore.MAX_NUMBER);
    }

    /** Sets the first two parameters of a statement to the bounds of a peer's keys. */
    static void bind(PreparedStatement statement, long peer) throws SQLException {
        statement.setLong(1, first(peer));
        statement.setLong(2, last(peer));
    }

    /** Returns the number of the message with this key. */
    static long number(long key) {
        return key & MessageStore.MAX_NUMBER;
    }
}
