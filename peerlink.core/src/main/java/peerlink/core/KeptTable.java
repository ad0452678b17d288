package peerlink.core;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** The messages of others in the database. */
final class KeptTable {
    private final PreparedStatement add;
    private final PreparedStatement handle;
    private final PreparedStatement read;
    private boolean isAdding;

    KeptTable(MessageDatabase database) throws SQLException {
        add =
                database.prepare(
                        """
                        INSERT INTO kept
                            (key, id, reader, type, content, sent_at, claimed, received_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """);
        handle = database.prepare("DELETE FROM kept WHERE key BETWEEN ? AND ?");
        read =
                database.prepare(
                        """
                        SELECT key, kept.id, reader.id, type, content, sent_at, claimed, received_at
                        FROM kept JOIN peer AS reader ON reader.number = reader
                        WHERE key BETWEEN ? AND ? ORDER BY key
                        """);
    }

    /** Notes a message, which is written with {@link #flush}. */
    void add(long peer, MessageStore.Kept kept, long reader) throws SQLException {
        Message message = kept.message();
        add.setLong(1, MessageKey.of(peer, kept.number()));
        add.setString(2, message.id());
        add.setLong(3, reader);
        add.setString(4, message.type());
        add.setBytes(5, message.content().toByteArray());
        add.setLong(6, MessageTables.millis(message.sentAt()));
        add.setString(7, kept.claimed().text());
        add.setLong(8, MessageTables.millis(kept.receivedAt()));
        add.addBatch();
        isAdding = true;
    }

    void flush() throws SQLException {
        if (isAdding) {
            isAdding = false;
            add.executeBatch();
        }
    }

    /** Drops the messages of a peer up to a number. */
    void handle(long peer, long number) throws SQLException {
        handle.setLong(1, MessageKey.first(peer));
        handle.setLong(2, MessageKey.of(peer, number));
        handle.executeUpdate();
    }

    List<MessageStore.Kept> read(StoredPeer peer, PeerId id) throws SQLException {
        List<MessageStore.Kept> messages = new ArrayList<>();
        read.setLong(1, MessageKey.first(peer.number()));
        read.setLong(2, MessageKey.last(peer.number()));
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                messages.add(
                        new MessageStore.Kept(
                                MessageKey.number(row.getLong(1)),
                                new Message(
                                        row.getString(2),
                                        id,
                                        new PeerId(row.getString(3)),
                                        row.getString(4),
                                        Bytes.wrap(row.getBytes(5)),
                                        Instant.ofEpochMilli(row.getLong(6))),
                                new PeerName(row.getString(7)),
                                Instant.ofEpochMilli(row.getLong(8))));
            }
        }
        return messages;
    }
}
