package peerlink.core.store.sqlite;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;
import peerlink.core.profile.PlaceWatch;
import peerlink.core.profile.PrivateFiles;

/**
 * Makes, checks and opens the file of a node's messages, and runs transactions on it. A commit that
 * returned survives the loss of power. Used by one thread at a time.
 */
public final class MessageDatabase implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MessageDatabase.class.getName());

    public static final String FILE_NAME = "messages.db";

    // most messages are no longer than a quarter of it, and so are stored in one piece
    private static final int PAGE_SIZE = 8192;

    private final Path file;
    private final Connection connection;
    private final Statement transaction;
    private final PlaceWatch filePlace;
    private final PlaceWatch logPlace;
    private final List<PreparedStatement> prepared = new ArrayList<>();

    private MessageDatabase(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.transaction = connection.createStatement();
        this.filePlace = new PlaceWatch(file);
        this.logPlace = new PlaceWatch(log(file));
    }

    /**
     * Opens the database in a profile's folder, and brings it to this version. Makes it if there is
     * none.
     *
     * @throws IOException if it can't be used, with a message for people; the file is left as it is
     */
    static MessageDatabase open(Path directory, MessageSchema schema) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (Files.notExists(file)) {
            make(file, schema);
        }
        MessageDatabaseCheck.check(file, schema);
        try {
            Connection connection = connect(file);
            try {
                configure(connection);
                schema.migrate(connection);
                leaveTransactionsToUs(connection);
                MessageDatabase database = new MessageDatabase(file, connection);
                database.requireInPlace(); // and remember which files these are
                return database;
            } catch (SQLException | IOException e) {
                close(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw DatabaseFailure.opening(file, e);
        }
    }

    /** Prepares a statement, which serves until a failure is {@linkplain #rollBack rolled back}. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.add(statement);
        return statement;
    }

    /**
     * Checks that the database was not removed or replaced while it is open. May be called by any
     * thread.
     *
     * @throws IOException if it was, with a message for people
     */
    synchronized void requireInPlace() throws IOException {
        filePlace.require();
        logPlace.require();
    }

    Path file() {
        return file;
    }

    void begin() throws SQLException {
        transaction.execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        transaction.execute("COMMIT");
    }

    /**
     * Undoes the transaction since {@link #begin}, if one was begun, and closes the prepared
     * statements.
     */
    void rollBack(Throwable reason) {
        prepared.forEach(statement -> close(statement, reason));
        prepared.clear();
        try {
            transaction.execute("ROLLBACK");
        } catch (SQLException e) {
            // after some failures SQLite has rolled back already; if it has not, no other
            // transaction begins
            reason.addSuppressed(e);
        }
    }

    /**
     * Writes the log into the file and begins it anew, in the room that it has: a full disk has no
     * other.
     */
    void restartLog(Throwable reason) {
        try {
            transaction.execute("PRAGMA wal_checkpoint(RESTART)");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Writes the log into the file, and removes it. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // committed changes are in the log, where the next run finds them
            LOG.log(Level.WARNING, "closing " + file + " failed", e);
        }
    }

    /**
     * Makes an empty database: whole or not at all, as an empty file would pass for one that lost
     * its content.
     */
    private static void make(Path file, MessageSchema schema) throws IOException {
        Path log = log(file);
        if (Files.exists(log)) {
            throw new IOException(
                    "%s is there without %s (put that back, or move it away to begin anew)"
                            .formatted(log, file));
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            remove(fresh);
            PrivateFiles.create(fresh);
            try (Connection connection = connect(fresh);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size = " + PAGE_SIZE);
                configure(connection);
                statement.execute("PRAGMA application_id = " + MessageSchema.APPLICATION_ID);
                schema.migrate(connection);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            throw DatabaseFailure.writing(file, e);
        } finally {
            remove(fresh);
        }
    }

    private static void remove(Path fresh) throws IOException {
        Files.deleteIfExists(log(fresh));
        Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + "-shm"));
        Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + "-journal"));
        Files.deleteIfExists(fresh);
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(0);
        return config.createConnection(MessageDatabaseCheck.url(file));
    }

    private static void configure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // before any read: then the index of the log is in memory, not in a file
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            // macOS: after a plain fsync the data may still be in the disk's own memory
            statement.execute("PRAGMA fullfsync = ON");
            statement.execute("PRAGMA checkpoint_fullfsync = ON");
            // 4 MiB of log; after a long transaction it shrinks again
            statement.execute("PRAGMA wal_autocheckpoint = 512");
            statement.execute("PRAGMA journal_size_limit = 16777216");
            statement.execute("PRAGMA cache_size = -8192");
            // dropped content is overwritten, and none of it goes into a temporary file
            statement.execute("PRAGMA secure_delete = ON");
            statement.execute("PRAGMA temp_store = MEMORY");
            statement.execute("PRAGMA cell_size_check = ON");
            statement.execute("PRAGMA trusted_schema = OFF");
        }
    }

    /**
     * Turns off the driver's own handling of transactions, which begins the next one at once, and
     * loses count when SQLite itself rolls back. Without "auto-commit" the driver begins one, and
     * then looks no more.
     */
    private static void leaveTransactionsToUs(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    private static void close(AutoCloseable closed, Throwable reason) {
        try {
            closed.close();
        } catch (Exception e) {
            reason.addSuppressed(e);
        }
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }
}
