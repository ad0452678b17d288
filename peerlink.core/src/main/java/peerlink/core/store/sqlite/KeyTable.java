package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.core.store.JournalStore;

/** Reads and writes, in the database, the keys under which messages of ours were sent. */
final class KeyTable {
    private final PreparedStatement add;
    private final PreparedStatement trim;
    private final PreparedStatement find;
    private final PreparedStatement fail;

    KeyTable(MessageDatabase database) throws SQLException {
        add =
                database.prepare(
                        """
                        REPLACE INTO send_key (key, message, peer, used_at, failure)
                        VALUES (?, ?, ?, ?, '')
                        """);
        // the numbers have the order of the times; one of the rows is new
        trim =
                database.prepare(
                        """
                        DELETE FROM send_key WHERE number < max(
                            (SELECT number FROM send_key WHERE used_at >= ? ORDER BY number LIMIT 1),
                            (SELECT max(number) FROM send_key) - ? + 1)
                        """);
        find =
                database.prepare(
                        """
                        SELECT message, peer.id, failure
                        FROM send_key JOIN peer ON peer.number = send_key.peer
                        WHERE key = ? AND used_at >= ?
                        """);
        fail =
                database.prepare(
                        """
                        UPDATE send_key SET failure = ?
                        WHERE message = (SELECT id FROM pending WHERE key = ?) AND peer = ?
                        """);
    }

    /** Adds a key, and drops those that are too old or too many. */
    void add(String key, String messageId, long peer, long usedAt) throws SQLException {
        add.setString(1, key);
        add.setString(2, messageId);
        add.setLong(3, peer);
        add.setLong(4, usedAt);
        add.executeUpdate();
        trim.setLong(1, usedAt - JournalStore.KEY_MILLIS);
        trim.setLong(2, JournalStore.MAX_KEYS);
        trim.executeUpdate();
    }

    /** Notes with the key of a pending message, if it has one, that it is given up. */
    void failed(long peer, long seq, String reason) throws SQLException {
        fail.setString(1, reason);
        fail.setLong(2, MessageKey.of(peer, seq));
        fail.setLong(3, peer);
        fail.executeUpdate();
    }

    Optional<JournalStore.Keyed> find(String key, long since) throws SQLException {
        find.setString(1, key);
        find.setLong(2, since);
        try (ResultSet row = find.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new JournalStore.Keyed(
                                    row.getString(1),
                                    new PeerId(row.getString(2)),
                                    row.getString(3)))
                    : Optional.empty();
        }
    }
}
