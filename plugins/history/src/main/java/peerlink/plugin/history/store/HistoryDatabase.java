package peerlink.plugin.history.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * Makes and opens the file of the history, readable by its owner alone, and runs transactions on
 * it. Used by one thread at a time.
 */
final class HistoryDatabase implements AutoCloseable {
    static final String FILE_NAME = "history.db";

    private final Path file;
    private final Connection connection;
    private final Statement plain;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final @Nullable Object key;

    private HistoryDatabase(Path file, Connection connection) throws SQLException, IOException {
        this.file = file;
        this.connection = connection;
        this.plain = connection.createStatement();
        this.key = keyOf(file);
    }

    /** Work in one transaction. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Opens the database in a folder, and makes it if there is none.
     *
     * @throws SQLException if it is damaged, or can't be opened
     * @throws IOException if it must not be touched, with a message for people
     */
    static HistoryDatabase open(Path folder) throws SQLException, IOException {
        Path file = folder.resolve(FILE_NAME);
        if (Files.isSymbolicLink(file)) {
            throw new IOException("%s is a link (put the file in its place)".formatted(file));
        }
        Files.deleteIfExists(fresh(file)); // of an end in the middle of a rewrite
        if (Files.notExists(file)) {
            Files.deleteIfExists(beside(file, "-wal")); // of a file that was taken away
            createPrivate(file);
        } else {
            makePrivate(file);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(2_000);
        // else each INSERT is followed by a question for the number of its row
        config.setGetGeneratedKeys(false);
        // a URI, as a path may have a question mark
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
        try {
            configure(connection);
            requireOurs(file, connection);
            HistorySchema.migrate(connection);
            leaveTransactionsToUs(connection);
            return new HistoryDatabase(file, connection);
        } catch (SQLException | IOException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static void requireOurs(Path file, Connection connection)
            throws SQLException, IOException {
        int version = HistorySchema.version(connection);
        if (version > 0
                && HistorySchema.applicationId(connection) != HistorySchema.APPLICATION_ID) {
            throw new SQLException("it is another application's", "", notADatabase());
        }
        if (version > HistorySchema.version()) {
            throw new IOException(
                    "%s was written by a newer PeerLink: its version is %d, this one knows %d (use the newer one)"
                            .formatted(file, version, HistorySchema.version()));
        }
    }

    private static void configure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // before any read: then the index of the log is in memory, not in a file
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            // a commit is with the operating system: a killed process loses nothing, and no message
            // waits for the disk
            statement.execute("PRAGMA synchronous = NORMAL");
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
     * Turns off the driver's own handling of transactions: without "auto-commit" it begins one, and
     * then looks no more.
     */
    private static void leaveTransactionsToUs(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    /** Returns the statement, which is prepared once and not to be closed. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /** Returns a statement that is used once, and closed by the caller. */
    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /** Does work as a whole, or not at all. */
    <T> T transaction(Work<T> work) throws SQLException {
        plain.execute("BEGIN IMMEDIATE");
        try {
            T result = work.run();
            plain.execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                plain.execute("ROLLBACK");
            } catch (SQLException again) {
                // SQLite may have rolled back itself
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Tells whether the user has moved the file away, or put another one in its place. */
    boolean isTakenAway() throws IOException {
        return !Objects.equals(key, keyOf(file));
    }

    /**
     * Writes all rows into a new file beside this one, in which nothing of dropped rows is. {@link
     * #replace} puts it in the place of this one, which is to be closed before.
     */
    Path copy() throws SQLException, IOException {
        Path fresh = fresh(file);
        Files.deleteIfExists(fresh);
        createPrivate(fresh);
        try (PreparedStatement copy = prepare("VACUUM INTO ?")) {
            copy.setString(1, fresh.toAbsolutePath().toString());
            copy.execute();
        } catch (SQLException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return fresh;
    }

    /** Puts a copy in the place of a file that is closed. */
    static void replace(Path folder, Path copy) throws IOException {
        try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(copy, folder.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moves a file that is closed, and its log, to names that nothing else has. */
    static Path putAside(Path folder, String time) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        Path aside = folder.resolve(FILE_NAME + ".damaged-" + time);
        for (int i = 2; Files.exists(aside); i++) {
            aside = folder.resolve(FILE_NAME + ".damaged-" + time + "-" + i);
        }
        Files.move(file, aside);
        Path log = beside(file, "-wal");
        if (Files.exists(log)) {
            Files.move(log, beside(aside, "-wal"));
        }
        return aside;
    }

    /** Tells whether a failure means that the file is damaged, or no database at all. */
    static boolean isDamage(Throwable failure) {
        if (!(failure instanceof SQLException e)) {
            return false;
        }
        // the primary result code: https://sqlite.org/rescode.html
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == notADatabase();
    }

    private static int notADatabase() {
        return SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Moves the log into the file, waits for the disk, and removes the log. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static void closeAfter(Exception failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path fresh(Path file) {
        return beside(file, ".new");
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Returns what tells the file from every other one; null if there is none. */
    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    static void createPrivate(Path file) throws IOException {
        Files.createFile(
                file,
                isPosix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
    }

    /** For a file that a backup or an editor left readable. */
    private static void makePrivate(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
