package peerlink.core.link;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import peerlink.api.Address;

/** Tells what is on this machine from what is elsewhere, by addresses alone: no name but {@code localhost} is looked up. */
public final class ThisMachine {
    private ThisMachine() {}

    /** Tells whether only this machine can reach the address. */
    public static boolean alone(Address address) {
        return literal(address).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /**
     * Tells whether whoever speaks from this address is on this machine: it is a loopback one, or one of the machine's own. Who
     * has completed a handshake from it has not forged it.
     */
    public static boolean isFrom(Address address) {
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
