package peerlink.core.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import peerlink.api.Printable;

/**
 * Checks a database before it is opened. A connection that may write moves the log into the file
 * when it closes, and a file that is refused must stay as it is.
 */
final class MessageDatabaseCheck {
    private MessageDatabaseCheck() {}

    /**
     * Checks that a file is a whole database of this application, of a version up to the schema's.
     *
     * @throws IOException if it is not, with a message for people
     */
    static void check(Path file, MessageSchema schema) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(0);
        Path log = beside(file, "-wal");
        Path index = beside(file, "-shm");
        boolean hadLog = Files.exists(log);
        boolean hadIndex = Files.exists(index);
        try (Connection connection = config.createConnection(url(file))) {
            checkOrigin(connection, file, schema);
            checkContent(connection, file);
        } catch (SQLException e) {
            throw DatabaseFailure.opening(file, e);
        } finally {
            // a read-only connection leaves these behind
            if (!hadIndex) {
                Files.deleteIfExists(index);
            }
            if (!hadLog && Files.exists(log) && Files.size(log) == 0) {
                Files.delete(log);
            }
        }
    }

    /** Returns a database as the driver names it. */
    static String url(Path file) {
        // a URI, as a path may have a question mark
        return "jdbc:sqlite:" + file.toUri();
    }

    private static void checkOrigin(Connection connection, Path file, MessageSchema schema)
            throws SQLException, IOException {
        if (MessageSchema.isNothing(connection)) {
            throw DatabaseFailure.damaged(file, "it is empty", null);
        }
        int application = MessageSchema.applicationId(connection);
        if (application != MessageSchema.APPLICATION_ID) {
            throw new IOException(
                    "%s is a database of another application, %08x (move it away to begin anew)"
                            .formatted(file, application));
        }
        int version = MessageSchema.version(connection);
        if (version > schema.version()) {
            throw new IOException(
                    "%s was written by a newer PeerLink: its version is %d, this one knows %d (use the newer one)"
                            .formatted(file, version, schema.version()));
        }
        if (version < 1) {
            throw DatabaseFailure.damaged(file, "it has no version", null);
        }
    }

    private static void checkContent(Connection connection, Path file)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = result.getString(1);
            if (!found.equals("ok")) {
                // the first line names the database
                String reason = Printable.excerpt(found.substring(found.lastIndexOf('\n') + 1));
                throw DatabaseFailure.damaged(file, reason, null);
            }
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
