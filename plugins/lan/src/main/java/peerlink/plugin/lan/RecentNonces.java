package peerlink.plugin.lan;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import peerlink.api.Bytes;

/**
 * Remembers the nonces of datagrams that were dealt with: each comes once by every way on which a
 * network carries it. Not safe for use by several threads.
 */
final class RecentNonces {
    private static final int MAX = 512;

    private final SequencedSet<Bytes> nonces = new LinkedHashSet<>();

    boolean has(Bytes nonce) {
        return nonces.contains(nonce);
    }

    void add(Bytes nonce) {
        nonces.add(nonce);
        if (nonces.size() > MAX) {
            nonces.removeFirst();
        }
    }
}
