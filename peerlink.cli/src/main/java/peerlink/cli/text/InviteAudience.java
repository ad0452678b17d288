package peerlink.cli.text;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Address;
import peerlink.core.model.Invite;

/** Says for whom an invite is good: by its ways, and as far as their addresses tell. */
public final class InviteAudience {
    /** The most places that are named: more would not fit into a line. */
    private static final int MOST = 4;

    private InviteAudience() {}

    /**
     * Returns words such as {@code anybody who reaches the registry example.org:7777}, which may
     * stand behind <em>for</em>.
     */
    public static String of(Invite invite) {
        List<String> places = places(invite);
        boolean isHere = invite.addresses().stream().anyMatch(InviteAudience::isNear);
        if (places.isEmpty()) {
            return isHere ? "anybody on this network" : "anybody on this machine";
        }
        return "anybody who reaches "
                + either(places.subList(0, Math.min(MOST, places.size())))
                + (isHere ? ", and anybody on this network" : "");
    }

    /** Tells whether somebody elsewhere, in another home say, can use the invite. */
    public static boolean isForElsewhere(Invite invite) {
        return !places(invite).isEmpty();
    }

    /** Returns the places that one need not be near to reach. */
    private static List<String> places(Invite invite) {
        List<String> places = new ArrayList<>();
        invite.registries().stream()
                .filter(registry -> !HostPort.isLoopback(registry))
                .forEach(registry -> places.add("the registry " + registry.hostAndPort()));
        for (Address address : invite.addresses()) {
            if (HostPort.isLoopback(address)) {
                continue;
            }
            if (address.scheme().equals("relay")) {
                places.add("the relay " + address.hostAndPort());
            } else if (!isNear(address)) {
                places.add(address.hostAndPort());
            }
        }
        return places;
    }

    /** Tells whether only the same network can reach an address, as its form tells. */
    private static boolean isNear(Address address) {
        if (!address.scheme().equals("tls") || HostPort.isLoopback(address)) {
            return false;
        }
        try {
            InetAddress host = InetAddress.ofLiteral(address.host());
            return host.isSiteLocalAddress()
                    || host.isLinkLocalAddress()
                    || host.isAnyLocalAddress()
                    || isUniqueLocal(host)
                    || isShared(host);
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    /** Tells whether it is one of fc00::/7 (RFC 4193). */
    private static boolean isUniqueLocal(InetAddress host) {
        return host instanceof Inet6Address && (host.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** Tells whether it is one of 100.64.0.0/10, which carriers use for their NAT (RFC 6598). */
    private static boolean isShared(InetAddress host) {
        byte[] bytes = host.getAddress();
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    }

    private static String either(List<String> places) {
        String last = places.getLast();
        return places.size() == 1
                ? last
                : String.join(", ", places.subList(0, places.size() - 1)) + " or " + last;
    }
}
