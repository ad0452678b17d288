package peerlink.core.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Defines the database of a node's messages, and brings a database of an earlier version to this
 * one: a step a version, each in a transaction of its own. A step that was released never changes.
 *
 * @param steps SQL statements; the first step makes version 1 of an empty database
 */
record MessageSchema(List<List<String>> steps) {
    /**
     * Marks the files of this application (https://sqlite.org/fileformat.html#application_id):
     * "PLms".
     */
    static final int APPLICATION_ID = 0x504C6D73;

    /** The schema of this version. */
    static final MessageSchema CURRENT =
            new MessageSchema(
                    List.of(
                            List.of(
                                    """
                                    -- number: short for the id, in the other tables
                                    -- stream, last_seq: of our messages to the peer
                                    -- last_kept: the greatest number of a message of the peer's that was ever kept
                                    CREATE TABLE peer (
                                        number INTEGER PRIMARY KEY,
                                        id TEXT NOT NULL UNIQUE,
                                        stream BLOB,
                                        last_seq INTEGER NOT NULL,
                                        last_kept INTEGER NOT NULL
                                    ) STRICT
                                    """,
                                    """
                                    -- how far a stream of the peer's has come; used grows with each use among the peer's
                                    CREATE TABLE position (
                                        peer INTEGER NOT NULL,
                                        stream BLOB NOT NULL,
                                        seq INTEGER NOT NULL,
                                        id TEXT NOT NULL,
                                        used INTEGER NOT NULL,
                                        PRIMARY KEY (peer, stream)
                                    ) STRICT, WITHOUT ROWID
                                    """,
                                    """
                                    -- our messages that a peer has not acknowledged
                                    -- key: the peer's number << 40 | the message's number in its stream
                                    -- author: our own number as a peer
                                    CREATE TABLE pending (
                                        key INTEGER PRIMARY KEY,
                                        id TEXT NOT NULL,
                                        author INTEGER NOT NULL,
                                        type TEXT NOT NULL,
                                        content BLOB NOT NULL,
                                        sent_at INTEGER NOT NULL
                                    ) STRICT
                                    """,
                                    """
                                    -- messages of a peer's that the handlers are not done with
                                    -- key: the peer's number << 40 | the number that this node gave the message
                                    -- reader: our own number as a peer
                                    CREATE TABLE kept (
                                        key INTEGER PRIMARY KEY,
                                        id TEXT NOT NULL,
                                        reader INTEGER NOT NULL,
                                        type TEXT NOT NULL,
                                        content BLOB NOT NULL,
                                        sent_at INTEGER NOT NULL,
                                        claimed TEXT NOT NULL,
                                        received_at INTEGER NOT NULL
                                    ) STRICT
                                    """),
                            List.of(
                                    """
                                    -- the time that has passed for this database, and the clock's lead over that,
                                    -- in ms: one row
                                    CREATE TABLE elapsed (
                                        number INTEGER PRIMARY KEY CHECK (number = 1),
                                        millis INTEGER NOT NULL,
                                        ahead INTEGER NOT NULL
                                    ) STRICT
                                    """,
                                    // the moment of queueing, in elapsed time; earlier rows begin
                                    // to wait anew, as their dates may be wrong
                                    "ALTER TABLE pending ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0",
                                    """
                                    -- messages of ours that were given up when they may have arrived
                                    -- key: as in pending, where one with a smaller key of the same peer is
                                    CREATE TABLE withdrawn (
                                        key INTEGER PRIMARY KEY,
                                        id TEXT NOT NULL
                                    ) STRICT
                                    """),
                            List.of(
                                    """
                                    -- readers of the journal; kind 0: strict, 1: lossy, 2: no reader, named '',
                                    -- so that no number comes twice
                                    -- acknowledged: the number of the last entry that the reader has
                                    -- lost: the number of entries that were dropped since then, before it had them
                                    CREATE TABLE cursor (
                                        name TEXT PRIMARY KEY,
                                        kind INTEGER NOT NULL,
                                        acknowledged INTEGER NOT NULL,
                                        lost INTEGER NOT NULL
                                    ) STRICT, WITHOUT ROWID
                                    """,
                                    """
                                    -- messages that a cursor has not acknowledged; without gaps
                                    -- sent: 1 if it is ours; self: our own number as a peer
                                    -- at: when it was received, or acknowledged
                                    -- claimed: empty if it is ours
                                    -- again: 1 if it may have been an entry before
                                    CREATE TABLE journal (
                                        number INTEGER PRIMARY KEY,
                                        sent INTEGER NOT NULL,
                                        peer INTEGER NOT NULL,
                                        self INTEGER NOT NULL,
                                        id TEXT NOT NULL,
                                        type TEXT NOT NULL,
                                        content BLOB NOT NULL,
                                        sent_at INTEGER NOT NULL,
                                        at INTEGER NOT NULL,
                                        claimed TEXT NOT NULL,
                                        again INTEGER NOT NULL
                                    ) STRICT
                                    """,
                                    """
                                    -- messages of ours that were sent with a key
                                    -- used_at: in elapsed time
                                    CREATE TABLE send_key (
                                        number INTEGER PRIMARY KEY,
                                        key TEXT NOT NULL UNIQUE,
                                        message TEXT NOT NULL,
                                        peer INTEGER NOT NULL,
                                        used_at INTEGER NOT NULL
                                    ) STRICT
                                    """,
                                    // the number in their stream up to which our messages are in
                                    // the
                                    // journal
                                    "ALTER TABLE peer ADD COLUMN journaled INTEGER NOT NULL DEFAULT 0",
                                    // the id of the last request that became an entry of the
                                    // journal
                                    "ALTER TABLE peer ADD COLUMN request TEXT"),
                            List.of(
                                    // from here on: in cursor, the kind 3 is secondary, and lost in
                                    // the row '' the number of the last entry that was for a strict
                                    // one which is gone; in journal, sent is 2, and claimed the
                                    // reason, if our message was given up
                                    // the reason for which the message was given up; empty if it
                                    // was not
                                    "ALTER TABLE send_key ADD COLUMN failure TEXT NOT NULL DEFAULT ''",
                                    "CREATE INDEX send_key_message ON send_key (message)")));

    MessageSchema {
        steps = steps.stream().map(List::copyOf).toList();
    }

    /** Returns the version that the last step makes. */
    int version() {
        return steps.size();
    }

    /** Brings a database to this version, or as near to it as its steps succeed. */
    void migrate(Connection connection) throws SQLException {
        for (int version = version(connection); version < version(); version++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                try {
                    for (String sql : steps.get(version)) {
                        statement.execute(sql);
                    }
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

    /** Tells whether a database is a file without a byte. */
    static boolean isNothing(Connection connection) throws SQLException {
        return number(connection, "PRAGMA page_count") == 0;
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getInt(1);
        }
    }
}
