package peerlink.core.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peerlink.api.Address;

/** Tells from how far away a host can be reached, by its address alone. */
public enum HostScope {
    /** From everywhere, unless a firewall forbids it. */
    PUBLIC,
    /** From one network that is not the Internet; another network may use the same address. */
    PRIVATE,
    /** From the same cable or radio. */
    LINK_LOCAL,
    /** From this machine alone. */
    LOOPBACK,
    /** From nowhere: it names no single host. */
    NONE;

    /** The last labels of names that have a meaning on one network alone (RFC 6762, 8375, 9476). */
    private static final List<String> HOME_NAMES =
            List.of(".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".alt");

    /**
     * Returns the scope of an address. Private are those of RFC 1918, 4193, 6598 (carriers) and
     * 2544, and the site-local ones of old.
     */
    public static HostScope of(InetAddress host) {
        if (host.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (host.isAnyLocalAddress() || host.isMulticastAddress()) {
            return NONE;
        }
        if (host.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        byte[] bytes = host.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return switch (host) {
            case Inet4Address _ when first == 0 || first >= 240 -> NONE;
            case Inet4Address _
                    when host.isSiteLocalAddress()
                            || first == 100 && second >> 6 == 1
                            || first == 198 && second >> 1 == 9 ->
                    PRIVATE;
            case Inet6Address _ when host.isSiteLocalAddress() || first >> 1 == 0xfc >> 1 ->
                    PRIVATE;
            default -> PUBLIC;
        };
    }

    /**
     * Returns the scope of an address's host. A name counts as public if it has the form of one
     * that is the same everywhere; it is not looked up.
     *
     * @return nothing if the address has no host
     */
    public static Optional<HostScope> of(Address address) {
        if (address.uri().getHost() == null) {
            return Optional.empty();
        }
        return Optional.of(literal(address).map(HostScope::of).orElseGet(() -> ofName(address)));
    }

    /** Returns the address's host if it is written as numbers. */
    public static Optional<InetAddress> literal(Address address) {
        try {
            return address.uri().getHost() == null
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            // a name
            return Optional.empty();
        }
    }

    private static HostScope ofName(Address address) {
        String name = address.host().toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return LOOPBACK;
        }
        boolean isHome = name.indexOf('.') < 0 || HOME_NAMES.stream().anyMatch(name::endsWith);
        return isHome ? PRIVATE : PUBLIC;
    }
}
