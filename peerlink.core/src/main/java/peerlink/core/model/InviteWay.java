package peerlink.core.model;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import peerlink.api.Address;
import peerlink.api.PeerId;

/**
 * Reads and writes the addresses of an invite. An IPv6 address stands in it as eight groups with
 * hyphens between them, since brackets mean something to a shell, and colons between groups may be
 * a picture to a chat.
 */
final class InviteWay {
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f]{1,4}(-[0-9a-f]{1,4}){7}");

    private InviteWay() {}

    /** Tells whether an invite can have this as an address of the scheme {@code tls}. */
    static boolean isDirect(Address address) {
        String path = address.uri().getRawPath();
        return address.scheme().equals("tls")
                && isPlace(address, 0)
                && (path == null || path.isEmpty());
    }

    /** Tells whether this is an address of the scheme, and carries a key. */
    static boolean isKeyed(Address address, String scheme) {
        String path = address.uri().getRawPath();
        return address.scheme().equals(scheme)
                && isPlace(address, 1)
                && path != null
                && path.startsWith("/")
                && PeerId.isPeerId(path.substring(1));
    }

    private static boolean isPlace(Address address, int leastPort) {
        String host = address.uri().getHost();
        int port = address.uri().getPort();
        return host != null
                && host.indexOf('%') < 0
                // else a name would be read as an address
                && !IPV6.matcher(host.toLowerCase(Locale.ROOT)).matches()
                && port >= leastPort
                && port <= 65_535;
    }

    /** Tells whether the way leads nowhere from another machine. */
    static boolean isLoopback(Address address) {
        String host = address.host();
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    /** Tells whether two ways of different schemes lead to the same key at the same place. */
    static boolean isSame(Address one, Address other) {
        return text(one).equals(text(other))
                && String.valueOf(one.uri().getRawPath())
                        .equals(String.valueOf(other.uri().getRawPath()));
    }

    /** Returns the one form of an address that was found good. */
    static Address normal(Address address) {
        String host = address.host().toLowerCase(Locale.ROOT);
        if (host.indexOf(':') >= 0) {
            host = InetAddress.ofLiteral(host).getHostAddress();
        }
        Address place = Address.of(address.scheme(), host, address.port());
        String path = address.uri().getRawPath();
        return path == null || path.isEmpty() ? place : Address.parse(place + path);
    }

    /** Returns {@code HOST:PORT} as it stands in an invite. */
    static String text(Address address) {
        String host = address.host();
        return (host.indexOf(':') >= 0 ? dashed(host) : host) + ":" + address.port();
    }

    private static String dashed(String host) {
        byte[] all = InetAddress.ofLiteral(host).getAddress();
        return IntStream.range(0, all.length / 2)
                .map(group -> (all[2 * group] & 0xff) << 8 | all[2 * group + 1] & 0xff)
                .mapToObj(Integer::toHexString)
                .collect(Collectors.joining("-"));
    }

    /**
     * Reads {@code HOST:PORT} with the key behind it.
     *
     * @param path empty, or a slash and the key
     * @throws IllegalArgumentException if it is no address
     */
    static Address parse(String scheme, String place, String path) {
        String lower = place.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        String host = colon < 0 ? lower : lower.substring(0, colon);
        String port = colon < 0 ? "" : lower.substring(colon);
        String written =
                IPV6.matcher(host).matches() ? "[" + host.replace('-', ':') + "]" + port : lower;
        Address address = Address.parse(scheme + "://" + written + path);
        address.hostAndPort(); // names what is missing
        return address;
    }
}
