package peerlink.plugin.lan;

import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Printable;

/** Chooses the addresses of a peer that are of use on one network. */
final class LanAddresses {
    private static final System.Logger LOG = System.getLogger(LanAddresses.class.getName());

    private LanAddresses() {}

    /**
     * Returns the addresses to tell on an interface: those of the interface first. Others than this
     * machine get no loopback address, and link-local ones only of that network.
     */
    static List<Address> told(List<Address> announced, LanInterface to) {
        List<Address> told = new ArrayList<>();
        for (Address address : announced) {
            Optional<InetAddress> literal = literal(address);
            boolean isOfUse =
                    literal.map(
                                    host ->
                                            to.isLoopback()
                                                    || !isOnlyOfItsMachine(host)
                                                            && (!host.isLinkLocalAddress()
                                                                    || to.has(host)))
                            .orElse(true);
            if (isOfUse) {
                told.add(address);
            }
        }
        // stable: the node's own order holds among those of the interface, and among the others
        told.sort(Comparator.comparing(address -> !literal(address).map(to::has).orElse(false)));
        return told;
    }

    /**
     * Returns the addresses that can be used here. Another machine's loopback address is not one. A
     * link-local address of IPv6 gets the zone of the network from which it was heard.
     */
    static List<Address> heard(List<Address> told, LanSource from) {
        List<Address> usable = new ArrayList<>();
        for (Address address : told) {
            Optional<InetAddress> literal = literal(address);
            if (literal.isEmpty()) {
                usable.add(address);
                continue;
            }
            InetAddress host = literal.get();
            if (!from.isOwn() && isOnlyOfItsMachine(host)) {
                continue;
            }
            if (host instanceof Inet6Address && host.isLinkLocalAddress()) {
                if (from.zone().isPresent()) {
                    zoned(address, host, from.zone().getAsInt()).ifPresent(usable::add);
                }
            } else {
                usable.add(address);
            }
        }
        return usable;
    }

    /** Returns the address with its zone; empty if that makes it longer than an address may be. */
    private static Optional<Address> zoned(Address address, InetAddress host, int zone) {
        String text = host.getHostAddress();
        int percent = text.indexOf('%');
        String bare = percent < 0 ? text : text.substring(0, percent);
        try {
            return Optional.of(Address.of(address.scheme(), bare + "%" + zone, address.port()));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, () -> "an address of no use here: " + Printable.reason(e));
            return Optional.empty();
        }
    }

    private static boolean isOnlyOfItsMachine(InetAddress host) {
        return host.isLoopbackAddress() || host.isAnyLocalAddress() || host.isMulticastAddress();
    }

    /** Returns the IP address that an address names; empty for a host's name, which no one asks. */
    private static Optional<InetAddress> literal(Address address) {
        if (address.uri().getHost() == null || address.uri().getPort() < 0) {
            return Optional.empty();
        }
        if (address.host().equals("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
