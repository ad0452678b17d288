package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads and writes, in the database, the ids of our given-up messages that may have arrived. */
final class WithdrawnTable {
    private final PreparedStatement add;
    private final PreparedStatement trim;
    private final PreparedStatement clear;
    private final PreparedStatement read;

    WithdrawnTable(MessageDatabase database) throws SQLException {
        add =
                database.prepare(
                        "INSERT INTO withdrawn (key, id) SELECT key, id FROM pending WHERE key = ?");
        trim =
                database.prepare(
                        """
                        DELETE FROM withdrawn WHERE key BETWEEN ?1 AND coalesce(
                            (SELECT min(key) FROM pending WHERE key BETWEEN ?1 AND ?2), ?2)
                        """);
        clear = database.prepare("DELETE FROM withdrawn WHERE key BETWEEN ? AND ?");
        read = database.prepare("SELECT key, id FROM withdrawn WHERE key BETWEEN ? AND ?");
    }

    /** Stores the id of a message to a peer, if it is pending. */
    void add(long peer, long seq) throws SQLException {
        add.setLong(1, MessageKey.of(peer, seq));
        add.executeUpdate();
    }

    /** Drops the ids of a peer before which no message is pending. */
    void trim(long peer) throws SQLException {
        MessageKey.bind(trim, peer);
        trim.executeUpdate();
    }

    /** Drops all ids of a peer. */
    void clear(long peer) throws SQLException {
        MessageKey.bind(clear, peer);
        clear.executeUpdate();
    }

    Map<Long, String> read(long peer) throws SQLException {
        Map<Long, String> ids = new HashMap<>();
        MessageKey.bind(read, peer);
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                ids.put(MessageKey.number(row.getLong(1)), row.getString(2));
            }
        }
        return Map.copyOf(ids);
    }
}
