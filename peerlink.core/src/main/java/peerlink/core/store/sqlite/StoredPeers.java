package peerlink.core.store.sqlite;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Reads and writes the peers in the database, and the positions in their streams. Remembers the
 * peers in use.
 */
final class StoredPeers {
    // a few hundred bytes each
    private static final int REMEMBERED = 4096;

    private final LinkedHashMap<PeerId, StoredPeer> remembered =
            new LinkedHashMap<>(64, 0.75f, true);
    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement greatest;
    private final PreparedStatement update;
    private final PreparedStatement positions;
    private final PreparedStatement move;
    private final PreparedStatement forget;
    private final PreparedStatement busy;
    private final PreparedStatement lastKept;

    StoredPeers(MessageDatabase database) throws SQLException {
        find =
                database.prepare(
                        "SELECT number, stream, last_seq, last_kept, journaled, request FROM peer WHERE id = ?");
        add =
                database.prepare(
                        "INSERT INTO peer (id, last_seq, last_kept) VALUES (?, 0, 0) RETURNING number");
        greatest = database.prepare("SELECT max(number) FROM peer");
        update =
                database.prepare(
                        "UPDATE peer SET stream = ?, last_seq = ?, last_kept = ?, journaled = ?, request = ? WHERE number = ?");
        positions =
                database.prepare(
                        "SELECT stream, seq, id, used FROM position WHERE peer = ? ORDER BY used");
        move =
                database.prepare(
                        "REPLACE INTO position (peer, stream, seq, id, used) VALUES (?, ?, ?, ?, ?)");
        forget = database.prepare("DELETE FROM position WHERE peer = ? AND stream = ?");
        busy =
                database.prepare(
                        """
                        SELECT id FROM peer
                        WHERE EXISTS (
                                SELECT 1 FROM pending
                                WHERE key BETWEEN number << 40 AND (number + 1 << 40) - 1)
                            OR EXISTS (
                                SELECT 1 FROM kept
                                WHERE key BETWEEN number << 40 AND (number + 1 << 40) - 1)
                        """);
        lastKept = database.prepare("SELECT max(last_kept) FROM peer");
    }

    /** Returns the stored state of a peer, or null if there is none. */
    @Nullable StoredPeer find(PeerId id) throws SQLException {
        StoredPeer peer = remembered.get(id);
        if (peer == null) {
            peer = read(id);
            if (peer != null) {
                remembered.put(id, peer);
            }
        }
        return peer;
    }

    /**
     * Returns the stored state of a peer, and adds the peer if there is none.
     *
     * @throws IOException if there are too many peers
     */
    StoredPeer of(PeerId id) throws SQLException, IOException {
        StoredPeer peer = find(id);
        if (peer == null) {
            peer = add(id);
            remembered.put(id, peer);
        }
        return peer;
    }

    /** Writes the changes of a peer, with its positions in these streams. */
    void write(StoredPeer peer, Set<StreamId> moved) throws SQLException {
        StreamId stream = peer.stream();
        update.setBytes(1, stream == null ? null : stream.bytes().toByteArray());
        update.setLong(2, peer.lastSeq());
        update.setLong(3, peer.lastKept());
        update.setLong(4, peer.journaled());
        update.setString(5, peer.request());
        update.setLong(6, peer.number());
        update.executeUpdate();
        if (moved.isEmpty()) {
            return;
        }
        for (Map.Entry<StreamId, MessageStore.Position> entry : peer.received().entrySet()) {
            if (moved.contains(entry.getKey())) {
                move.setLong(1, peer.number());
                move.setBytes(2, entry.getKey().bytes().toByteArray());
                move.setLong(3, entry.getValue().seq());
                move.setString(4, entry.getValue().id());
                move.setLong(5, peer.nextUse());
                move.executeUpdate();
            }
        }
        for (StreamId of : moved) {
            if (!peer.received().containsKey(of)) {
                forget.setLong(1, peer.number());
                forget.setBytes(2, of.bytes().toByteArray());
                forget.executeUpdate();
            }
        }
    }

    /** Forgets the peers that were not used for long. */
    void trim() {
        while (remembered.size() > REMEMBERED) {
            remembered.pollFirstEntry();
        }
    }

    /** Returns the peers that have pending or kept messages. */
    List<PeerId> busy() throws SQLException {
        List<PeerId> peers = new ArrayList<>();
        try (ResultSet row = busy.executeQuery()) {
            while (row.next()) {
                peers.add(new PeerId(row.getString(1)));
            }
        }
        return peers;
    }

    /** Returns the greatest number of a message that was ever stored, of any peer. */
    long lastKept() throws SQLException {
        try (ResultSet row = lastKept.executeQuery()) {
            return row.getLong(1);
        }
    }

    private @Nullable StoredPeer read(PeerId id) throws SQLException {
        StoredPeer peer;
        find.setString(1, id.text());
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            byte[] stream = row.getBytes(2);
            peer =
                    new StoredPeer(
                            row.getLong(1),
                            stream == null ? null : StreamId.of(Bytes.wrap(stream)),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6));
        }
        positions.setLong(1, peer.number());
        try (ResultSet row = positions.executeQuery()) {
            while (row.next()) {
                peer.restore(
                        StreamId.of(Bytes.wrap(row.getBytes(1))),
                        new MessageStore.Position(row.getLong(2), row.getString(3)),
                        row.getLong(4));
            }
        }
        return peer;
    }

    private StoredPeer add(PeerId id) throws SQLException, IOException {
        if (greatest() >= MessageKey.MAX_PEER) {
            throw new IOException("messages of too many peers are kept: " + MessageKey.MAX_PEER);
        }
        add.setString(1, id.text());
        try (ResultSet row = add.executeQuery()) {
            return new StoredPeer(row.getLong(1), null, 0, 0, 0, null);
        }
    }

    private long greatest() throws SQLException {
        try (ResultSet row = greatest.executeQuery()) {
            return row.getLong(1);
        }
    }
}
