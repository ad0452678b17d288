package peerlink.core.model;

import java.net.InetAddress;
import java.util.List;

/**
 * Describes a network interface of this machine that is up.
 *
 * @param name the system's name for it, such as {@code eth0}
 * @param hosts its addresses
 */
public record OwnInterface(String name, Kind kind, List<InetAddress> hosts) {
    /** The kind of network that it leads to, as far as its name tells. */
    public enum Kind {
        /** The way to the Internet begins here. */
        ROUTE,
        /** A card, a modem, or a bridge that has one. */
        REAL,
        /** A virtual private network. */
        TUNNEL,
        /** The containers or virtual machines of this machine. */
        BRIDGE
    }

    public OwnInterface {
        hosts = List.copyOf(hosts);
    }
}
