package peerlink.core.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.Peer;

/** Finds the addresses at which peers can reach this node's listeners. */
public final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * Returns the addresses to announce. A wildcard host ({@code 0.0.0.0} or {@code ::}) stands for
     * each of the machine's own addresses, IPv4 first, and for the loopback one if it has no other.
     *
     * @return at most {@value Peer#MAX_ADDRESSES}
     */
    public static List<Address> announced(List<Address> listening) throws SocketException {
        Set<Address> result = new LinkedHashSet<>();
        for (Address address : listening) {
            if (address.uri().getHost() != null && isWildcard(address.host())) {
                for (String host : ownHosts()) {
                    result.add(Address.of(address.scheme(), host, address.port()));
                }
            } else {
                result.add(address);
            }
        }
        return result.stream().limit(Peer.MAX_ADDRESSES).toList();
    }

    private static boolean isWildcard(String host) {
        try {
            return InetAddress.ofLiteral(host).isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            // a name: it resolves itself
            return false;
        }
    }

    private static List<String> ownHosts() throws SocketException {
        List<String> version4 = new ArrayList<>();
        List<String> version6 = new ArrayList<>();
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            if (!card.isUp() || card.isLoopback()) {
                continue;
            }
            for (InetAddress address : card.inetAddresses().toList()) {
                // link-local addresses need a zone, which means nothing on another machine
                if (!address.isLinkLocalAddress() && !address.isMulticastAddress()) {
                    (address instanceof Inet6Address ? version6 : version4)
                            .add(withoutZone(address.getHostAddress()));
                }
            }
        }
        version4.addAll(version6);
        return version4.isEmpty() ? List.of("127.0.0.1") : version4;
    }

    private static String withoutZone(String host) {
        int percent = host.indexOf('%');
        return percent < 0 ? host : host.substring(0, percent);
    }
}
