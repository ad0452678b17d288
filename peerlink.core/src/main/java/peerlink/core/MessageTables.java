package peerlink.core;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import peerlink.api.PeerId;

/** The tables of the database, with their statements ready: until one of them fails. For the store's thread. */
record MessageTables(
        StoredPeers peers,
        PendingTable pending,
        WithdrawnTable withdrawn,
        KeptTable kept,
        ElapsedTable elapsed) {
    static MessageTables of(MessageDatabase database) throws SQLException {
        return new MessageTables(
                new StoredPeers(database),
                new PendingTable(database),
                new WithdrawnTable(database),
                new KeptTable(database),
                new ElapsedTable(database));
    }

    MessageStore.PeerState read(PeerId id) throws SQLException {
        StoredPeer peer = peers.find(id);
        if (peer == null) {
            return MessageStore.PeerState.NONE;
        }
        return new MessageStore.PeerState(
                peer.stream(),
                peer.lastSeq(),
                pending.read(peer, id),
                withdrawn.read(peer.number()),
                Map.copyOf(peer.received()),
                kept.read(peer, id));
    }

    /** Returns a time as it is stored; one that is millions of years away becomes the last that can be. */
    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
