package peerlink.plugin.history.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Defines the database, and brings one of an earlier version to this one: a step a version, each in
 * a transaction of its own. A step that was released never changes.
 */
final class HistorySchema {
    /**
     * Marks the files of this application (https://sqlite.org/fileformat.html#application_id):
     * "PLhi".
     */
    static final int APPLICATION_ID = 0x504C6869;

    private static final List<List<String>> STEPS =
            List.of(
                    List.of(
                            """
                            -- number: short for the id, in the other tables and in the index
                            -- name: the name under which it was last heard of
                            CREATE TABLE peer (
                                number INTEGER PRIMARY KEY,
                                id TEXT NOT NULL UNIQUE,
                                name TEXT NOT NULL
                            ) STRICT
                            """,
                            """
                            -- number: grows in the order in which the messages came
                            -- sent: 1 for a message of ours that the peer has acknowledged
                            -- message: the id that its sender gave it; empty for an old history's
                            -- received_at, sent_at: in ms since 1970
                            CREATE TABLE entry (
                                number INTEGER PRIMARY KEY,
                                peer INTEGER NOT NULL,
                                sent INTEGER NOT NULL,
                                message TEXT NOT NULL,
                                text TEXT NOT NULL,
                                received_at INTEGER NOT NULL,
                                sent_at INTEGER
                            ) STRICT
                            """,
                            "CREATE INDEX entry_of_peer ON entry (peer)",
                            "CREATE INDEX entry_by_time ON entry (received_at)",
                            // the text is there already; Java cuts it into tokens, and joins them
                            // with blanks. Behind them stands one token for the peer
                            """
                            CREATE VIRTUAL TABLE words USING fts5(
                                tokens, tokenize = 'ascii', prefix = '2 3', content = '',
                                contentless_delete = 1
                            )
                            """,
                            """
                            -- what is to be known at the next start, such as the way of a take-over
                            CREATE TABLE note (
                                name TEXT PRIMARY KEY,
                                value INTEGER NOT NULL
                            ) STRICT, WITHOUT ROWID
                            """));

    private HistorySchema() {}

    /** Returns the version that the last step makes. */
    static int version() {
        return STEPS.size();
    }

    /** Brings a database to this version. */
    static void migrate(Connection connection) throws SQLException {
        for (int version = version(connection); version < version(); version++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                try {
                    for (String sql : STEPS.get(version)) {
                        statement.execute(sql);
                    }
                    statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                    statement.execute("PRAGMA user_version = " + (version + 1));
                    statement.execute("COMMIT");
                } catch (SQLException e) {
                    rollBack(statement, e);
                    throw e;
                }
            }
        }
    }

    private static void rollBack(Statement statement, SQLException reason) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite may have rolled back itself
            reason.addSuppressed(e);
        }
    }

    /** Returns the version of a database; 0 if it is empty. */
    static int version(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version");
    }

    static int applicationId(Connection connection) throws SQLException {
        return number(connection, "PRAGMA application_id");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getInt(1);
        }
    }
}
