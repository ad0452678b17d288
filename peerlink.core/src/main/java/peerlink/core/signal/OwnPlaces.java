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
    private final boolean isDirect;

    /**
     * @param isDirect whether peers may learn an address of this machine at all
     */
    OwnPlaces(Candidates candidates, boolean isDirect) {
        this.candidates = candidates;
        this.isDirect = isDirect;
    }

    /**
     * Returns the addresses, best first: those by which routers know the listening port, then those
     * that are announced. A stranger learns no address of a private network, unless the directory
     * that brings the two together sees this node there: it is in that network itself, and tells
     * everybody in it.
     *
     * @param route the way that takes the signal; the word of a directory about this node goes by
     *     that directory alone, and over a link
     * @param isKnown whether the addressee is a contact, or this node has asked it
     */
    List<Address> forPeer(SignalRoute route, boolean isKnown) {
        return forPeer(
                route.isLink()
                        ? candidates.mapped().stream().filter(a -> isKnown || isPublic(a))
                        : candidates.mapped(route.address()).stream(),
                isKnown);
    }

    private List<Address> forPeer(Stream<Address> mapped, boolean isKnown) {
        if (!isDirect) {
            return List.of();
        }
        return Stream.concat(
                        mapped,
                        candidates.now().stream()
                                .filter(a -> LinkInfo.Path.of(a) == LinkInfo.Path.DIRECT)
                                .filter(a -> isKnown || isPublic(a)))
                .distinct()
                .limit(Signal.MAX_ADDRESSES)
                .toList();
    }

    /**
     * Returns those of {@link #forPeer} for a contact to which there is a link, and this node's
     * places at relays.
     */
    List<Address> withRelays() {
        List<Address> places =
                candidates.now().stream()
                        .filter(a -> LinkInfo.Path.of(a) == LinkInfo.Path.RELAYED)
                        .limit(Signal.MAX_ADDRESSES)
                        .toList();
        return Stream.concat(
                        forPeer(candidates.mapped().stream(), true).stream()
                                .limit(Signal.MAX_ADDRESSES - places.size()),
                        places.stream())
                .toList();
    }

    private static boolean isPublic(Address address) {
        return HostScope.of(address).filter(HostScope.PUBLIC::equals).isPresent();
    }
}
