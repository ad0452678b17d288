package peerlink.plugin.lan;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One network interface as it was when it was looked at.
 *
 * @param card the interface, by which the system knows it
 * @param links its addresses with the lengths of their prefixes
 */
record LanInterface(NetworkInterface card, boolean isLoopback, boolean isReal, List<Link> links) {
    /** The names that hypervisors and container engines give to networks of their own. */
    private static final Pattern VIRTUAL =
            Pattern.compile(
                    "(docker|podman|cni|virbr|vmnet|vboxnet|lxcbr|lxdbr|veth|vnet|tun|tap|wg|utun|tailscale|zt).*"
                            + "|br-[0-9a-f]{12}");

    /**
     * An address of the interface.
     *
     * @param prefix the length of the network's prefix, in bits
     */
    record Link(InetAddress address, int prefix, List<Inet4Address> broadcast) {
        /** Tells whether another address is on the same network. */
        boolean reaches(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] its = other.getAddress();
            if (own.length != its.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                if (((own[bit / 8] ^ its[bit / 8]) >> 7 - bit % 8 & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    LanInterface {
        links = List.copyOf(links);
    }

    /** Looks at the interfaces that are up and have an address. */
    static List<LanInterface> all() throws SocketException {
        List<LanInterface> all = new ArrayList<>();
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            if (card.isUp() && !card.getInterfaceAddresses().isEmpty()) {
                all.add(of(card));
            }
        }
        return List.copyOf(all);
    }

    private static LanInterface of(NetworkInterface card) throws SocketException {
        boolean isReal =
                card.isLoopback()
                        || card.supportsMulticast()
                                && !card.isPointToPoint()
                                && !VIRTUAL.matcher(card.getName()).matches();
        return new LanInterface(
                card,
                card.isLoopback(),
                isReal,
                card.getInterfaceAddresses().stream().map(LanInterface::link).toList());
    }

    private static Link link(InterfaceAddress one) {
        return new Link(
                one.getAddress(),
                one.getNetworkPrefixLength(),
                one.getBroadcast() instanceof Inet4Address all ? List.of(all) : List.of());
    }

    String name() {
        return card.getName();
    }

    int index() {
        return card.getIndex();
    }

    /** Returns the broadcast addresses of its networks. */
    List<Inet4Address> broadcasts() {
        return links.stream().flatMap(link -> link.broadcast().stream()).distinct().toList();
    }

    boolean hasIpv4() {
        return addresses().anyMatch(Inet4Address.class::isInstance);
    }

    /** Tells whether IPv6 multicast can be sent there, which Linux does not on loopback. */
    boolean hasIpv6() {
        return !isLoopback && addresses().anyMatch(Inet6Address.class::isInstance);
    }

    /** Tells whether it has this very address; a zone does not count. */
    boolean has(InetAddress address) {
        return addresses().anyMatch(address::equals);
    }

    /** Tells whether an address is on one of its networks. */
    boolean reaches(InetAddress address) {
        if (address instanceof Inet6Address six && six.isLinkLocalAddress()) {
            return six.getScopeId() == index();
        }
        return links.stream().anyMatch(link -> link.reaches(address));
    }

    private Stream<InetAddress> addresses() {
        return links.stream().map(Link::address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LanInterface one
                && index() == one.index()
                && name().equals(one.name())
                && links.equals(one.links);
    }

    @Override
    public int hashCode() {
        return Objects.hash(index(), name(), links);
    }
}
