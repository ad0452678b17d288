package peerlink.transport.tls;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import peerlink.api.Bytes;

/**
 * Counts connections, in all and from each host. A host is an IPv4 address or an IPv6 /64, which
 * one customer gets. Safe for use by several threads.
 */
final class HostQuota {
    private static final int IPV6_PREFIX = 8;

    private final Map<Bytes, Integer> perHost = new HashMap<>();
    private int all;

    /**
     * Takes a place, to be given back with {@link #leave}.
     *
     * @param most the most connections in all
     * @param mostFrom the most connections from this host
     * @return false if none is left
     */
    synchronized boolean enter(InetAddress address, int most, int mostFrom) {
        if (all >= most || perHost.getOrDefault(host(address), 0) >= mostFrom) {
            return false;
        }
        // first the step that may find no memory
        perHost.merge(host(address), 1, Integer::sum);
        all++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        all--;
        perHost.computeIfPresent(host(address), (_, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the part of the address that counts as one host. */
    static Bytes host(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Bytes.wrap(
                address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX) : bytes);
    }
}
