package peerlink.plugin.history.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** Gives peers short numbers, and keeps the names under which they were last heard of. */
final class PeerTable {
    /** A peer of the history. */
    record Known(long number, PeerId id, PeerName name) {}

    private final HistoryDatabase database;

    /** Those that were used since the database was opened. */
    private final Map<PeerId, Known> known = new HashMap<>();

    PeerTable(HistoryDatabase database) {
        this.database = database;
    }

    /** Returns a peer's number, in a transaction that notes its name. */
    long number(PeerId id, PeerName name) throws SQLException {
        Known before = known.get(id);
        if (before != null && before.name().equals(name)) {
            return before.number();
        }
        PreparedStatement put =
                database.statement(
                        """
                        INSERT INTO peer (id, name) VALUES (?, ?)
                        ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING number
                        """);
        put.setString(1, id.text());
        put.setString(2, name.text());
        try (ResultSet row = put.executeQuery()) {
            row.next();
            long number = row.getLong(1);
            known.put(id, new Known(number, id, name));
            return number;
        }
    }

    /** Forgets which peers were used: a transaction has failed. */
    void startAnew() {
        known.clear();
    }

    List<Known> all() throws SQLException {
        List<Known> all = new ArrayList<>();
        try (ResultSet row =
                database.statement("SELECT number, id, name FROM peer").executeQuery()) {
            while (row.next()) {
                all.add(
                        new Known(
                                row.getLong(1),
                                new PeerId(row.getString(2)),
                                new PeerName(row.getString(3))));
            }
        }
        return all;
    }

    /** Drops the peers of whom there is no entry any more. */
    void dropUnused() throws SQLException {
        startAnew();
        database.statement("DELETE FROM peer WHERE number NOT IN (SELECT peer FROM entry)")
                .executeUpdate();
    }
}
