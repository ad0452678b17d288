package peerlink.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Which keys have claimed the names of contacts lately, so that each is told once. Anybody can make a new key, so the last
 * {@value #CAPACITY} are remembered. Safe for use by several threads.
 */
final class RecentClaims {
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

    /** Remembers the claim, and tells whether it is new. */
    synchronized boolean add(PeerName name, PeerId found) {
        return claims.add(new Claim(name, found));
    }

    /** Returns a name that the key has claimed, the latest; null if none is remembered. */
    synchronized @Nullable PeerName nameClaimedBy(PeerId found) {
        PeerName name = null;
        for (Claim claim : claims) {
            if (claim.found().equals(found)) {
                name = claim.name();
            }
        }
        return name;
    }

    /** Forgets who has claimed a name. */
    synchronized void forget(PeerName name) {
        claims.removeIf(claim -> claim.name().equals(name));
    }
}
