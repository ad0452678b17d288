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
            List.of(
                    ".local",
                    ".localhost",
                    ".lan",
                    ".home",
                    ".corp",
                    ".intranet",
                    ".internal",
                    ".private",
                    ".home.arpa",
                    ".alt");

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

    /**
     * Returns the host of an address at which a connection can be opened as it is written: a host
     * of numbers, which nobody has to look up, with a port, by TLS.
     */
    public static Optional<InetAddress> endpoint(Address address) {
        try {
            return address.scheme().equals("tls")
                            && address.uri().getHost() != null
                            && address.port() > 0
                            && String.valueOf(address.uri().getRawPath()).isEmpty()
                    ? literal(address)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no port, or none that there is
        }
    }

    /**
     * Tells whether a directory can see a host, or lies: one on the Internet sees nobody in a
     * private network, and one in a private network nobody on the same machine as who asks. A
     * directory without a host is nowhere else than here.
     */
    public static boolean canSee(Address directory, InetAddress host) {
        HostScope scope = of(host);
        return scope != NONE && scope.compareTo(of(directory).orElse(LOOPBACK)) <= 0;
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
        String written = address.host().toLowerCase(Locale.ROOT);
        // a full stop at the end changes nothing
        String name = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return LOOPBACK;
        }
        boolean isHome = name.indexOf('.') < 0 || HOME_NAMES.stream().anyMatch(name::endsWith);
        return isHome ? PRIVATE : PUBLIC;
    }
}
