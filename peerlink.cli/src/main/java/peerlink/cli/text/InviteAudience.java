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
                .filter(registry -> !isLoopback(registry))
                .forEach(registry -> places.add("the registry " + registry.shortForm()));
        invite.addresses().stream()
                .filter(address -> !isLoopback(address) && !isNear(address))
                .forEach(address -> places.add(named(address)));
        return places;
    }

    private static String named(Address address) {
        return (address.scheme().equals("relay") ? "the relay " : "") + address.shortForm();
    }

    /** Tells whether only this machine can reach an address. */
    private static boolean isLoopback(Address address) {
        try {
            return InetAddress.ofLiteral(address.host()).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return address.host().equals("localhost");
        }
    }

    /** Tells whether only the same network can reach an address, as its form tells. */
    private static boolean isNear(Address address) {
        if (!address.scheme().equals("tls") || isLoopback(address)) {
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
