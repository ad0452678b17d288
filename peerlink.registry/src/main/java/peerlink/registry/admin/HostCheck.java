package peerlink.registry.admin;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the host name of a request to the admin port. A foreign page can have the operator's
 * browser send requests here, by a name that it makes resolve to this address (DNS rebinding), and
 * would then read the answers. Such a request carries that name: so an address is fine, and so is
 * {@code localhost}, but no other name than those that the operator has given.
 */
final class HostCheck {
    private final Set<String> names;

    /**
     * @param names further names, without ports
     */
    HostCheck(Set<String> names) {
        this.names = names.stream().map(HostCheck::folded).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param header the request's {@code Host}, if it has one
     */
    boolean accepts(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String host = withoutPort(header.strip());
        if (host.startsWith("[") && host.endsWith("]")) {
            return isAddress(host.substring(1, host.length() - 1));
        }
        String name = folded(host);
        return name.equals("localhost") || isAddress(host) || names.contains(name);
    }

    private static String withoutPort(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
    }

    private static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String folded(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
    }
}
