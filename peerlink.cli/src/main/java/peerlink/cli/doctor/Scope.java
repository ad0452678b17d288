package peerlink.cli.doctor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import peerlink.api.Address;

/** The part of the world that an address is of. */
enum Scope {
    PUBLIC,
    /** Of a carrier's customers (RFC 6598). */
    CARRIER,
    /** Of one network, or of this machine. */
    PRIVATE;

    static Scope of(InetAddress host) {
        byte[] bytes = host.getAddress();
        int first = bytes[0] & 0xff;
        if (host.isLoopbackAddress()
                || host.isAnyLocalAddress()
                || host.isLinkLocalAddress()
                || host.isSiteLocalAddress()
                || host.isMulticastAddress()
                || host instanceof Inet6Address && first >> 1 == 0xfc >> 1) {
            return PRIVATE;
        }
        boolean isCarrier =
                !(host instanceof Inet6Address) && first == 100 && (bytes[1] & 0xff) >> 6 == 1;
        return isCarrier ? CARRIER : PUBLIC;
    }

    /** Returns the host of an address, if it is written as numbers. */
    static Optional<InetAddress> host(Address address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
