package peerlink.core.link;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import peerlink.api.Address;

/** Tells addresses of this machine from others. Looks up no name but {@code localhost}. */
public final class ThisMachine {
    private ThisMachine() {}

    /** Tells whether the address can be reached only from this machine. */
    public static boolean alone(Address address) {
        return literal(address).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /**
     * Tells whether a sender at this address is on this machine: the address is a loopback one, or
     * one of the machine's own. A sender that has completed a handshake from an address has not
     * forged it. An address with a path names something behind its host, such as a place at a
     * relay: that may be anywhere.
     */
    public static boolean isFrom(Address address) {
        String path = address.uri().getRawPath();
        if (path != null && !path.isEmpty()) {
            return false;
        }
        return alone(address) || literal(address).map(ThisMachine::isOwn).orElse(false);
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // unknown is foreign
        }
    }

    private static Optional<InetAddress> literal(Address address) {
        String host = address.uri().getHost();
        if (host == null) {
            return Optional.empty();
        }
        if (host.equals("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
