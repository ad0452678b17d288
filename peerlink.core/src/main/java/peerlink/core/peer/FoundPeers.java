package peerlink.core.peer;

import java.util.List;
import peerlink.api.Peer;

/**
 * The peers that directories have found, the latest first.
 *
 * @param vouched those of which an authority has told; the others only tell of themselves
 */
record FoundPeers(List<Peer> peers, List<Peer> vouched) {
    FoundPeers {
        peers = List.copyOf(peers);
        vouched = List.copyOf(vouched);
    }

    /** Returns those that matter for a name: the word of an authority, if there is one. */
    List<Peer> best() {
        return vouched.isEmpty() ? peers : vouched;
    }
}
