package peerlink.plugin.history.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Keeps numbers that the next start needs, each in the transaction that it belongs to. */
record NoteTable(HistoryDatabase database) {
    OptionalLong value(String name) throws SQLException {
        PreparedStatement select = database.statement("SELECT value FROM note WHERE name = ?");
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    void put(String name, long value) throws SQLException {
        PreparedStatement put =
                database.statement("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)");
        put.setString(1, name);
        put.setLong(2, value);
        put.executeUpdate();
    }

    void drop(String name) throws SQLException {
        PreparedStatement delete = database.statement("DELETE FROM note WHERE name = ?");
        delete.setString(1, name);
        delete.executeUpdate();
    }
}
