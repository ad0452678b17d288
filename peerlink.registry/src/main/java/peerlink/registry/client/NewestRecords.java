package peerlink.registry.client;

import java.util.LinkedHashMap;
import peerlink.api.Peer;
import peerlink.api.PeerId;

/**
 * Keeps the newest record of each peer, whichever registry passed it on: shared by the directories
 * of one discovery, so that the peer's own number decides between them. Safe for use by several
 * threads.
 */
final class NewestRecords {
    static final int MAX_REMEMBERED = 100_000;

    private record Said(long sequence, Peer peer) {}

    /** The records by peer, the peer not met for longest first. */
    private final LinkedHashMap<PeerId, Said> newest = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Takes a peer's record; its signature has been checked.
     *
     * @return the peer as in its newest record, which may be another one
     */
    synchronized Peer newest(Peer peer, long sequence) {
        Said before = newest.get(peer.id());
        if (before != null && before.sequence > sequence) {
            return before.peer;
        }
        newest.put(peer.id(), new Said(sequence, peer));
        if (newest.size() > MAX_REMEMBERED) {
            newest.pollFirstEntry();
        }
        return peer;
    }

    /** Returns the peer as in its newest record, or as it is given if there is none. */
    synchronized Peer newest(Peer peer) {
        Said said = newest.get(peer.id());
        return said == null ? peer : said.peer;
    }
}
