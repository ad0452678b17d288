package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.core.model.CursorKind;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.MessageStoreContractTest;

/**
 * Checks the opening of databases: a refused one stays as it is, to the last byte, with nothing
 * beside it.
 */
class MessageDatabaseTest {
    @TempDir private Path directory;
    private Path file;
    private Path log;

    @BeforeEach
    void nameFiles() {
        file = directory.resolve("messages.db");
        log = directory.resolve("messages.db-wal");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(file, "These are no messages. ".repeat(1000));
        assertRefused("damaged messages file " + file + ": it is not a database", "move it and");
        Files.write(file, new byte[] {'S', 'Q', 'L'});
        assertRefused("damaged messages file " + file, "move it and");
    }

    @Test
    void anEmptyFileIsNotTakenForAnEmptyStore() throws Exception {
        Files.createFile(file);
        assertRefused("damaged messages file " + file + ": it is empty", "move it and");
    }

    @Test
    void aFolderInItsPlaceIsRefused() throws Exception {
        Files.createDirectory(file);
        IOException e = assertThrows(IOException.class, this::open);
        assertTrue(e.getMessage().startsWith("can't open " + file), e.getMessage());
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws Exception {
        fill(500);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) / 2);
        }
        assertRefused("damaged messages file " + file, "restore it");
    }

    @Test
    void everyPageThatIsOverwrittenIsNoticed() throws Exception {
        fill(500);
        byte[] whole = Files.readAllBytes(file);
        int page = 8192;
        for (int at = 0; at < whole.length; at += page) {
            byte[] damaged = whole.clone();
            // the header of a page: its text may change unnoticed
            Arrays.fill(damaged, at, at + 64, (byte) 0x55);
            Files.write(file, damaged);
            assertRefused("damaged messages file " + file, "restore it");
        }
        Files.write(file, whole);
        open().close();
    }

    @Test
    void aNewerVersionIsRefused() throws Exception {
        fill(1);
        change("PRAGMA user_version = 99");
        assertRefused(
                file
                        + " was written by a newer PeerLink: its version is 99, this one knows "
                        + MessageSchema.CURRENT.version(),
                "use the newer one");
    }

    @Test
    void aNewerVersionIsRefusedThoughItsLogWasNotWrittenBack() throws Exception {
        fill(1);
        change("PRAGMA journal_mode = WAL");
        Path home = Files.createDirectory(directory.resolve("copy"));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
            // as if the process had ended here
            Files.copy(file, home.resolve("messages.db"));
            Files.copy(log, home.resolve("messages.db-wal"));
        }
        directory = home;
        nameFiles();
        assertTrue(Files.size(log) > 0);
        assertRefused(file + " was written by a newer PeerLink: its version is 99", "use");
    }

    @Test
    void aDatabaseOfAnotherApplicationIsRefused() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bookmark (address TEXT)");
        }
        assertRefused(file + " is a database of another application, 00000000", "move it away");
        change("PRAGMA application_id = 1234567");
        assertRefused(file + " is a database of another application, 0012d687", "move it away");
    }

    @Test
    void aDatabaseWithoutItsTablesIsRefused() throws Exception {
        fill(1);
        change("DROP TABLE kept");
        IOException e = assertThrows(IOException.class, () -> SqliteStore.open(directory));
        assertTrue(e.getMessage().contains("no such table: kept"), e.getMessage());
        assertTrue(e.getMessage().startsWith("can't open " + file), e.getMessage());
    }

    @Test
    void aLogWithoutItsDatabaseIsNotMixedWithANewOne() throws Exception {
        fill(10);
        Files.move(file, log);
        assertRefused(log + " is there without " + file, "put that back");
    }

    @Test
    void theRemainsOfAnInterruptedStartDoNoHarm() throws Exception {
        Files.writeString(directory.resolve("messages.db.new"), "half");
        Files.writeString(directory.resolve("messages.db.new-wal"), "half");
        open().close();
        assertEquals(List.of("messages.db"), List.copyOf(files().keySet()));
    }

    @Test
    void aLibraryThatIsMissingIsNamed() {
        SQLException e = new SQLException("Error opening connection", new IOException("none here"));
        assertEquals(
                "can't load SQLite: none here (%s belongs into the lib folder of this program)"
                        .formatted(System.mapLibraryName("sqlitejdbc")),
                DatabaseFailure.opening(file, e).getMessage());
    }

    @Test
    void anotherProgramThatHasItOpenIsTold() throws Exception {
        fill(1);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            IOException e = assertThrows(IOException.class, this::open);
            assertEquals(
                    file + " is in use by another program (end that, and try again)",
                    e.getMessage());
        }
        open().close();
    }

    @Test
    void aCommitIsForcedToDiskAndNothingElseIsWritten() throws Exception {
        try (MessageDatabase database = open()) {
            assertEquals("wal", setting(database, "journal_mode"));
            assertEquals("2", setting(database, "synchronous"));
            assertEquals("exclusive", setting(database, "locking_mode"));
            assertEquals("2", setting(database, "temp_store"));
            assertEquals("8192", setting(database, "page_size"));
            database.begin();
            database.commit();
            assertEquals(List.of("messages.db", "messages.db-wal"), List.copyOf(files().keySet()));
        }
    }

    private static String setting(MessageDatabase database, String name) throws SQLException {
        try (ResultSet row = database.prepare("PRAGMA " + name).executeQuery()) {
            return row.getString(1);
        }
    }

    @Test
    void anEarlierVersionIsBroughtToThisOneStepByStep() throws Exception {
        fill(3);
        MessageSchema later =
                later(
                        List.of(
                                List.of(
                                        "ALTER TABLE peer ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"),
                                List.of("UPDATE peer SET colour = 'blue' WHERE number = 1")));
        try (MessageDatabase database = MessageDatabase.open(directory, later)) {
            try (ResultSet row =
                    database.prepare("SELECT group_concat(colour), count(*) FROM peer")
                            .executeQuery()) {
                assertEquals("blue,red", row.getString(1));
            }
        }
        assertRefused("newer PeerLink: its version is " + later.version(), "use the newer one");
    }

    @Test
    void aStepThatFailsLeavesTheVersionBeforeIt() throws Exception {
        fill(3);
        MessageSchema later =
                later(
                        List.of(
                                List.of(
                                        "ALTER TABLE peer ADD COLUMN colour TEXT",
                                        "ALTER TABLE nothing")));
        IOException e =
                assertThrows(IOException.class, () -> MessageDatabase.open(directory, later));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        try (SqliteStore store = SqliteStore.open(directory)) {
            assertEquals(3, store.read(id(2)).pending().size());
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThrows(
                    SQLException.class, () -> statement.executeQuery("SELECT colour FROM peer"));
        }
    }

    @Test
    void theSchemaOfThisVersionIsTheOneThatWasReleased() throws Exception {
        fill(1);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT name, application_id, user_version FROM sqlite_schema,"
                                        + " pragma_application_id, pragma_user_version"
                                        + " WHERE type = 'table' ORDER BY name")) {
            List<String> tables = new ArrayList<>();
            while (row.next()) {
                tables.add(row.getString(1));
                assertEquals(0x504C6D73, row.getInt(2));
                assertEquals(4, row.getInt(3));
            }
            assertEquals(
                    List.of(
                            "cursor",
                            "elapsed",
                            "journal",
                            "kept",
                            "peer",
                            "pending",
                            "position",
                            "send_key",
                            "withdrawn"),
                    tables);
        }
    }

    @Test
    void theMessagesOfVersion1BeginToWaitAnew() throws Exception {
        MessageSchema first = new MessageSchema(MessageSchema.CURRENT.steps().subList(0, 1));
        MessageDatabase.open(directory, first).close();
        change(
                "INSERT INTO peer VALUES (1, '%s', x'%032x', 7, 0), (2, '%s', NULL, 0, 0)"
                        .formatted(id(2), 1, id(1)));
        change(
                "INSERT INTO pending VALUES (%d, 'm', 2, 'text/plain', x'68', 1000)"
                        .formatted(MessageKey.of(1, 7)));
        try (SqliteStore store = SqliteStore.open(directory)) {
            assertEquals(Optional.empty(), store.elapsed());
            MessageStore.PeerState state = store.read(id(2));
            Message message =
                    new Message(
                            "m",
                            id(1),
                            id(2),
                            Message.TEXT,
                            Bytes.utf8("h"),
                            Instant.ofEpochSecond(1));
            assertEquals(List.of(new MessageStore.Pending(7, message, 0)), state.pending());
            assertEquals(7, state.lastSeq());
        }
    }

    @Test
    void theMessagesOfVersion2BecomeEntriesOfACursor() throws Exception {
        MessageSchema second = new MessageSchema(MessageSchema.CURRENT.steps().subList(0, 2));
        MessageDatabase.open(directory, second).close();
        change(
                "INSERT INTO peer VALUES (1, '%s', x'%032x', 7, 0), (2, '%s', NULL, 0, 0)"
                        .formatted(id(2), 1, id(1)));
        change(
                "INSERT INTO pending VALUES (%d, 'm', 2, 'text/plain', x'68', 1000, 5)"
                        .formatted(MessageKey.of(1, 7)));
        try (SqliteStore store = SqliteStore.open(directory)) {
            assertEquals(List.of(), store.journal().cursors());
            store.apply(new MessageStore.Change.OpenCursor("c", CursorKind.STRICT), _ -> {});
            store.apply(
                    new MessageStore.Change.Settle(id(2), 7, Instant.ofEpochSecond(2)), _ -> {});
            store.journal().cursors(); // which has the changes made, as a read does not
            JournalStore.Row entry = store.journal().read("c", 0, 2).getFirst();
            assertEquals("m", entry.message().id());
            assertEquals(Instant.ofEpochSecond(2), entry.at());
        }
    }

    private MessageDatabase open() throws IOException {
        return MessageDatabase.open(directory, MessageSchema.CURRENT);
    }

    private static MessageSchema later(List<List<String>> steps) {
        List<List<String>> all = new ArrayList<>(MessageSchema.CURRENT.steps());
        all.addAll(steps);
        return new MessageSchema(all);
    }

    /** Makes a store with so many pending messages. */
    private void fill(int count) throws Exception {
        try (SqliteStore store = SqliteStore.open(directory)) {
            CompletableFuture<Object> last = new CompletableFuture<>();
            for (int seq = 1; seq <= count; seq++) {
                store.apply(MessageStoreContractTest.submit(id(2), seq), last::complete);
            }
            last.get(60, TimeUnit.SECONDS);
        }
    }

    private void change(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return new SQLiteConfig().createConnection(MessageDatabaseCheck.url(file));
    }

    private void assertRefused(String what, String hint) throws Exception {
        Map<String, ByteBuffer> before = files();
        for (int i = 0; i < 2; i++) {
            IOException e = assertThrows(IOException.class, this::open);
            assertTrue(e.getMessage().contains(what), e.getMessage());
            assertTrue(e.getMessage().contains(hint), e.getMessage());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
            assertEquals(before, files());
        }
    }

    private Map<String, ByteBuffer> files() throws IOException {
        Map<String, ByteBuffer> content = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        path.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
            }
        }
        return content;
    }
}
