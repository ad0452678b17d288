package peerlink.core.contact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Remembers the keys that have claimed the names of contacts lately, so that each is told once.
 * Anybody can make a new key, so only the last {@value #CAPACITY} are remembered. Safe for use by
 * several threads.
 */
final class RecentNameClaims {
    static final int CAPACITY = 1000;

    private record Claim(PeerName name, PeerId found) {}

    private final Set<Claim> claims =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Claim, Boolean> eldest) {
                            return size() > CAPACITY;
                        }
                    });

    /** Remembers a claim. Returns whether it is new. */
    synchronized boolean add(PeerName name, PeerId found) {
        return claims.add(new Claim(name, found));
    }

    /** Returns the keys, each under the latest name that it has claimed. */
    synchronized List<Peer> claimants() {
        Map<PeerId, PeerName> latest = new LinkedHashMap<>();
        claims.forEach(claim -> latest.put(claim.found(), claim.name()));
        return latest.entrySet().stream()
                .map(entry -> new Peer(entry.getKey(), entry.getValue(), List.of()))
                .toList();
    }

    /** Forgets the claims to a name. */
    synchronized void forget(PeerName name) {
        claims.removeIf(claim -> claim.name().equals(name));
    }
}
