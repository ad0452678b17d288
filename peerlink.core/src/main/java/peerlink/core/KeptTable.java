package peerlink.core;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** The messages of others in the database. */
final class KeptTable {
    private final MessageInsert add;
    private final PreparedStatement handle;
    private final MessageSelect read;

    KeptTable(MessageDatabase database) throws SQLException {
        add =
                new MessageInsert(
                        database.prepare(
                                """
                                INSERT INTO kept
                                    (key, id, reader, type, content, sent_at, claimed, received_at)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                                """));
        handle = database.prepare("DELETE FROM kept WHERE key BETWEEN ? AND ?");
        read =
                new MessageSelect(
                        database.prepare(
                                """
                                SELECT key, kept.id, reader.id, type, content, sent_at,
                                    claimed, received_at
                                FROM kept JOIN peer AS reader ON reader.number = reader
                                WHERE key BETWEEN ? AND ? ORDER BY key
                                """));
    }

    /** Notes a message, which is written with {@link #flush}. */
    void add(long peer, MessageStore.Kept kept, long reader) throws SQLException {
        PreparedStatement row = add.row(MessageKey.of(peer, kept.number()), kept.message(), reader);
        row.setString(7, kept.claimed().text());
        row.setLong(8, MessageTables.millis(kept.receivedAt()));
        add.add();
    }

    void flush() throws SQLException {
        add.flush();
    }

    /** Drops the messages of a peer up to a number. */
    void handle(long peer, long number) throws SQLException {
        handle.setLong(1, MessageKey.first(peer));
        handle.setLong(2, MessageKey.of(peer, number));
        handle.executeUpdate();
    }

    List<MessageStore.Kept> read(StoredPeer peer, PeerId id) throws SQLException {
        return read.all(
                peer.number(),
                (row, reader) ->
                        new MessageStore.Kept(
                                MessageSelect.number(row),
                                MessageSelect.message(row, id, reader),
                                new PeerName(row.getString(7)),
                                Instant.ofEpochMilli(row.getLong(8))));
    }
}
