package peerlink.registry.store.embedded;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerName;
import peerlink.registry.store.NameSkeleton;

/**
 * Maps each name to the peer that it belongs to, with a lease or without. Any number of threads
 * read; one at a time writes.
 */
final class NameOwners {
    /** The owners by skeleton: names that look alike are one name. */
    private final ConcurrentHashMap<String, Lease> owners = new ConcurrentHashMap<>();

    /** Returns the owner of the name, or of another one that looks like it. */
    @Nullable Lease owner(PeerName name) {
        return owners.get(NameSkeleton.of(name).text());
    }

    void give(Lease lease, PeerName name) {
        String skeleton = NameSkeleton.of(name).text();
        // most names are their own skeleton: one text does for both
        give(lease, skeleton.equals(name.text()) ? name.text() : skeleton);
    }

    /** Gives a name to a peer, which gives back the one that it had. */
    void give(Lease lease, String skeleton) {
        if (skeleton.equals(lease.skeleton)) {
            return;
        }
        takeBack(lease);
        Lease former = owners.put(skeleton, lease);
        if (former != null) {
            former.skeleton = null;
        }
        lease.skeleton = skeleton;
    }

    void takeBack(Lease lease) {
        if (lease.skeleton != null) {
            owners.remove(lease.skeleton, lease);
        }
    }
}
