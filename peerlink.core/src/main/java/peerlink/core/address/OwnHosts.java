package peerlink.core.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.core.address.LocalInterface.Host;
import peerlink.core.model.Candidate;

/** Orders the addresses of this machine's interfaces by their worth for peers. */
final class OwnHosts {
    /** The worth of an address, the best first. */
    private enum Worth {
        /** Of the interface where the way to the Internet begins. */
        ROUTE,
        /** Of another real interface. */
        REAL,
        /** Of a real interface, but another address soon takes its place. */
        PASSING,
        /** Of a virtual private network: of use for its other members. */
        TUNNEL,
        /** IPv4 without a router or a server for addresses (RFC 3927). */
        LINK_LOCAL,
        /** Of a network inside this machine. */
        BRIDGE
    }

    private OwnHosts() {}

    /**
     * Returns the addresses that peers may use, the best first; IPv4 before IPv6 where they are
     * worth the same. Those of the last two kinds are left out if there is any other. Loopback and
     * link-local IPv6 addresses, which mean nothing elsewhere, are left out always.
     */
    static List<InetAddress> ordered(List<LocalInterface> all, List<InetAddress> routed) {
        Map<Worth, List<InetAddress>> byWorth = new EnumMap<>(Worth.class);
        for (LocalInterface one : all) {
            boolean isRoute = one.isRoute(routed);
            for (Host host : one.hosts()) {
                HostScope scope = HostScope.of(host.address());
                boolean isVersion6 = host.address() instanceof Inet6Address;
                if (scope == HostScope.PUBLIC
                        || scope == HostScope.PRIVATE
                        || scope == HostScope.LINK_LOCAL && !isVersion6) {
                    byWorth.computeIfAbsent(
                                    worth(one, host, scope, isRoute), _ -> new ArrayList<>())
                            .add(host.address());
                }
            }
        }
        List<InetAddress> usual = list(byWorth, Worth.ROUTE, Worth.TUNNEL);
        return usual.isEmpty() ? list(byWorth, Worth.LINK_LOCAL, Worth.BRIDGE) : usual;
    }

    /**
     * Returns an address with its worth and its interface.
     *
     * @param host the address's host
     * @return empty if no interface has it
     */
    static Optional<Candidate> described(
            Address address, InetAddress host, List<LocalInterface> all, List<InetAddress> routed) {
        for (LocalInterface one : all) {
            for (Host its : one.hosts()) {
                if (its.address().equals(host)) {
                    Worth worth = worth(one, its, HostScope.of(host), one.isRoute(routed));
                    return Optional.of(new Candidate(address, origin(worth), one.name()));
                }
            }
        }
        return Optional.empty();
    }

    private static Candidate.Origin origin(Worth worth) {
        return switch (worth) {
            case ROUTE -> Candidate.Origin.ROUTE;
            case REAL -> Candidate.Origin.INTERFACE;
            case PASSING -> Candidate.Origin.PASSING;
            case TUNNEL -> Candidate.Origin.TUNNEL;
            case LINK_LOCAL -> Candidate.Origin.LINK_LOCAL;
            case BRIDGE -> Candidate.Origin.BRIDGE;
        };
    }

    private static Worth worth(LocalInterface one, Host host, HostScope scope, boolean isRoute) {
        LocalInterface.Kind kind = one.kind(isRoute);
        if (kind == LocalInterface.Kind.BRIDGE) {
            return Worth.BRIDGE;
        }
        if (scope == HostScope.LINK_LOCAL) {
            return Worth.LINK_LOCAL;
        }
        if (kind == LocalInterface.Kind.TUNNEL) {
            return Worth.TUNNEL;
        }
        if (host.isPassing()) {
            return Worth.PASSING;
        }
        return isRoute ? Worth.ROUTE : Worth.REAL;
    }

    private static List<InetAddress> list(
            Map<Worth, List<InetAddress>> byWorth, Worth from, Worth to) {
        Set<InetAddress> list = new LinkedHashSet<>();
        byWorth.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo(from) >= 0)
                .filter(entry -> entry.getKey().compareTo(to) <= 0)
                .map(Map.Entry::getValue)
                .map(OwnHosts::version4First)
                .forEach(list::addAll);
        return List.copyOf(list);
    }

    private static Collection<InetAddress> version4First(List<InetAddress> addresses) {
        // stable: the system's order counts besides, and public IPv6 comes before the private one
        return addresses.stream()
                .sorted(
                        Comparator.comparing((InetAddress one) -> one instanceof Inet6Address)
                                .thenComparing(
                                        one ->
                                                one instanceof Inet6Address
                                                        && HostScope.of(one) != HostScope.PUBLIC))
                .toList();
    }
}
