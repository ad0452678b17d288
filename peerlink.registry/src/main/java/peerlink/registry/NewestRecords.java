package peerlink.registry;

import java.util.LinkedHashMap;
import peerlink.api.Peer;
import peerlink.api.PeerId;

/**
 * What each peer has said last of itself, whichever registry passed it on: shared by the directories of one discovery, so that
 * the peer's own number decides between them. Safe for use by several threads.
 */
final class NewestRecords {
    static final int MAX_REMEMBERED = 100_000;

    private record Said(long sequence, Peer peer) {}

    /** By peer, the one not met for longest first. */
    private final LinkedHashMap<PeerId, Said> newest = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Takes what a peer has said; its signature has been checked.
     *
     * @return what it has said last, which may be something else
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
}
