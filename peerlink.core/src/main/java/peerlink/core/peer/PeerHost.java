package peerlink.core.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.core.address.HostScope;

/**
 * A host at which a peer says to be.
 *
 * @param host a name, a literal IPv4 address, or the first 64 bits of an IPv6 address, which one
 *     network has for itself; of a place at a relay, the relay's
 */
record PeerHost(PeerId peer, String host) {
    private static final int NETWORK = 8;

    static PeerHost of(PeerId peer, Address address) {
        String host =
                HostScope.literal(address)
                        .map(PeerHost::network)
                        .orElseGet(
                                () ->
                                        Objects.requireNonNullElse(
                                                address.uri().getHost(), address.toString()));
        return new PeerHost(peer, host.toLowerCase(Locale.ROOT));
    }

    private static String network(InetAddress host) {
        return host instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(host.getAddress(), NETWORK))
                : host.getHostAddress();
    }
}
