package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.store.MessageStore;

/**
 * Groups the tables of the database, whose statements stay ready until one of them fails. For the
 * store's thread.
 */
record MessageTables(
        StoredPeers peers,
        MessageTable pending,
        WithdrawnTable withdrawn,
        MessageTable kept,
        JournalTable journal,
        ElapsedTable elapsed,
        LazyKeys keys) {
    /** Prepares the statements for keys at their first use, as most profiles have none. */
    static final class LazyKeys {
        private final MessageDatabase database;
        private @Nullable KeyTable table;

        LazyKeys(MessageDatabase database) {
            this.database = database;
        }

        KeyTable table() throws SQLException {
            KeyTable ready = table;
            if (ready == null) {
                ready = new KeyTable(database);
                table = ready;
            }
            return ready;
        }
    }

    static MessageTables of(MessageDatabase database) throws SQLException {
        return new MessageTables(
                new StoredPeers(database),
                new MessageTable(database, "pending", "author", "queued_at", "?"),
                new WithdrawnTable(database),
                new MessageTable(database, "kept", "reader", "claimed, received_at", "?, ?"),
                new JournalTable(database),
                new ElapsedTable(database),
                new LazyKeys(database));
    }

    /** Adds a message of ours, which is written with {@link MessageTable#flush}. */
    void add(StoredPeer peer, MessageStore.Change.Submit submit, long author) throws SQLException {
        PreparedStatement row = pending.row(peer.number(), submit.seq(), submit.message(), author);
        row.setLong(7, submit.queuedAt());
        pending.add();
        String key = submit.key();
        if (key != null) {
            keys.table().add(key, submit.message().id(), peer.number(), submit.queuedAt());
        }
    }

    /** Notes with a message's key, if it has one, that it was given up. It is pending still. */
    void failed(long peer, long seq, String reason) throws SQLException {
        keys.table().failed(peer, seq, reason);
    }

    /** Adds a peer's message, which is written with {@link MessageTable#flush}. */
    void add(StoredPeer peer, MessageStore.Kept message, long reader) throws SQLException {
        PreparedStatement row =
                kept.row(peer.number(), message.number(), message.message(), reader);
        row.setString(7, message.claimed().text());
        row.setLong(8, MessageTable.millis(message.receivedAt()));
        kept.add();
        journal.received(
                peer.number(), reader, message.message(), message.claimed(), message.receivedAt());
    }

    private List<MessageStore.Pending> pending(long peer, PeerId id) throws SQLException {
        return pending.all(
                peer,
                (row, number, author) ->
                        new MessageStore.Pending(
                                number, MessageTable.message(row, author, id), row.getLong(7)));
    }

    private List<MessageStore.Kept> kept(long peer, PeerId id) throws SQLException {
        return kept.all(
                peer,
                (row, number, reader) ->
                        new MessageStore.Kept(
                                number,
                                MessageTable.message(row, id, reader),
                                new PeerName(row.getString(7)),
                                Instant.ofEpochMilli(row.getLong(8))));
    }

    MessageStore.PeerState read(PeerId id) throws SQLException {
        StoredPeer peer = peers.find(id);
        if (peer == null) {
            return MessageStore.PeerState.NONE;
        }
        return new MessageStore.PeerState(
                peer.stream(),
                peer.lastSeq(),
                pending(peer.number(), id),
                withdrawn.read(peer.number()),
                Map.copyOf(peer.received()),
                kept(peer.number(), id));
    }
}
