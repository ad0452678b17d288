package peerlink.core.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.Peer;

/**
 * Orders the addresses of this node by their worth, and leaves out those that have no room.
 *
 * @param listening those on which the node listens
 * @param fixed those that the user names, which come first
 * @param relays places at relays, which come last
 * @param own the addresses of the interfaces, best first
 * @param observed those from which directories saw this node
 */
record CandidateOrder(
        List<Address> listening,
        List<Address> fixed,
        List<Address> relays,
        List<InetAddress> own,
        Collection<InetAddress> observed) {
    /** The addresses of either kind that have room, however many interfaces there are. */
    private static final int ROOM_OBSERVED = 2;

    private static final int ROOM_RELAYS = 2;

    /**
     * The most characters of all together: a record with a name and a key, and nothing else, then
     * has less than the 1,024 bytes that registries take.
     */
    static final int MAX_CHARACTERS = 768;

    /** Returns the addresses, best first, {@value Peer#MAX_ADDRESSES} at most. */
    List<Address> best() {
        List<Address> seen = seenFromOutside();
        int kept = Math.min(seen.size(), ROOM_OBSERVED) + Math.min(relays.size(), ROOM_RELAYS);
        Set<Address> all = new LinkedHashSet<>(fixed);
        int room = Math.max(all.size(), Peer.MAX_ADDRESSES - kept);
        for (Address address : ownAddresses()) {
            if (all.size() < room) {
                all.add(address);
            }
        }
        all.addAll(seen.subList(0, Math.min(seen.size(), ROOM_OBSERVED)));
        all.addAll(relays);
        return bounded(all);
    }

    private static List<Address> bounded(Set<Address> all) {
        List<Address> bounded = new ArrayList<>();
        int characters = 0;
        for (Address address : all) {
            characters += address.toString().length();
            if (bounded.size() < Peer.MAX_ADDRESSES && characters <= MAX_CHARACTERS) {
                bounded.add(address);
            }
        }
        return List.copyOf(bounded);
    }

    /** Returns the addresses of the listeners, those of this machine alone after all others. */
    private List<Address> ownAddresses() {
        List<Address> addresses = new ArrayList<>();
        for (Address listener : listening) {
            if (isWildcard(listener)) {
                for (InetAddress host : own) {
                    addresses.add(at(host, listener));
                }
            } else {
                addresses.add(listener);
            }
        }
        if (addresses.isEmpty()) {
            listening.forEach(
                    listener -> addresses.add(at(InetAddress.getLoopbackAddress(), listener)));
        }
        return addresses.stream().sorted(Comparator.comparing(CandidateOrder::isLoopback)).toList();
    }

    /** Returns the addresses that directories have seen, as far as they are new; public first. */
    private List<Address> seenFromOutside() {
        Optional<Address> open =
                listening.stream()
                        .filter(one -> one.uri().getHost() != null && one.uri().getPort() >= 0)
                        .filter(one -> !isLoopback(one))
                        .findFirst();
        if (open.isEmpty()) {
            return List.of();
        }
        return observed.stream()
                .distinct()
                .filter(host -> !own.contains(host))
                .filter(host -> HostScope.of(host).compareTo(HostScope.PRIVATE) <= 0)
                .sorted(Comparator.comparing(HostScope::of))
                .map(host -> at(host, open.get()))
                .filter(address -> !listening.contains(address))
                .toList();
    }

    private static Address at(InetAddress host, Address listener) {
        return Address.of(listener.scheme(), host.getHostAddress(), listener.port());
    }

    private static boolean isLoopback(Address address) {
        return HostScope.of(address).filter(HostScope.LOOPBACK::equals).isPresent();
    }

    private static boolean isWildcard(Address listener) {
        return HostScope.literal(listener).filter(InetAddress::isAnyLocalAddress).isPresent();
    }
}
