package peerlink.plugin.files;

import java.util.HashMap;
import java.util.Map;
import peerlink.api.PeerId;

/** Bounds the links of each peer, and of all. Safe for use by several threads. */
final class LinkQuota {
    private final TransferLimits limits;
    private final Map<PeerId, Integer> open = new HashMap<>();
    private int inAll;

    LinkQuota(TransferLimits limits) {
        this.limits = limits;
    }

    /** Counts a link; false if it is one too many. */
    synchronized boolean admit(PeerId peer) {
        int ofPeer = open.getOrDefault(peer, 0);
        if (ofPeer >= limits.perPeer() || inAll >= limits.inAll()) {
            return false;
        }
        open.put(peer, ofPeer + 1);
        inAll++;
        return true;
    }

    /** Counts the end of a link that was admitted. */
    synchronized void release(PeerId peer) {
        open.computeIfPresent(peer, (id, links) -> links == 1 ? null : links - 1);
        inAll--;
    }
}
