package peerlink.core.signal;

import java.util.List;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.core.address.Candidates;
import peerlink.core.address.HostScope;

/** Tells at which of its addresses this node can be met. */
final class OwnPlaces {
    private final Candidates candidates;

    OwnPlaces(Candidates candidates) {
        this.candidates = candidates;
    }

    /**
     * Returns the addresses, best first: those by which routers know the listening port, then those
     * that are announced. A stranger learns no address of a private network, unless a directory
     * sees this node there anyway.
     *
     * @param isKnown whether the addressee is a contact, or this node has asked it
     */
    List<Address> forPeer(boolean isKnown) {
        return Stream.concat(
                        candidates.mapped().stream(),
                        candidates.now().stream()
                                .filter(a -> LinkInfo.Path.of(a) == LinkInfo.Path.DIRECT)
                                .filter(a -> isKnown || isPublic(a)))
                .distinct()
                .limit(Signal.MAX_ADDRESSES)
                .toList();
    }

    private static boolean isPublic(Address address) {
        return HostScope.of(address).filter(HostScope.PUBLIC::equals).isPresent();
    }
}
