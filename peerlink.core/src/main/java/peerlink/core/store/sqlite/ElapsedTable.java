package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import peerlink.core.store.MessageStore;

/** Reads and writes the time that has passed, in the database. */
final class ElapsedTable {
    private final PreparedStatement write;
    private final PreparedStatement read;

    ElapsedTable(MessageDatabase database) throws SQLException {
        write = database.prepare("REPLACE INTO elapsed (number, millis, ahead) VALUES (1, ?, ?)");
        read = database.prepare("SELECT millis, ahead FROM elapsed");
    }

    void write(MessageStore.Elapsed time) throws SQLException {
        write.setLong(1, time.millis());
        write.setLong(2, time.ahead());
        write.executeUpdate();
    }

    Optional<MessageStore.Elapsed> read() throws SQLException {
        try (ResultSet row = read.executeQuery()) {
            return row.next()
                    ? Optional.of(new MessageStore.Elapsed(row.getLong(1), row.getLong(2)))
                    : Optional.empty();
        }
    }
}
