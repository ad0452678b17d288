package peerlink.registry;

import java.net.InetAddress;
import peerlink.api.Address;

/** Whom a registry lets list its peers and watch them come and go. A lookup by id or name is everybody's. */
public enum Audience {
    /** By the address that the registry listens on: anyone on loopback, registered peers in a private network, else nobody. */
    AUTOMATIC,
    /** Nobody: one must know a peer's id or name to find it. */
    NOBODY,
    /** Peers that are registered themselves. */
    REGISTERED,
    /** Everyone who connects. */
    ANYONE;

    /** Returns what {@link #AUTOMATIC} means for a registry that listens there; anything else is as it is. */
    Audience on(Address listen) {
        if (this != AUTOMATIC) {
            return this;
        }
        if (Loopback.isLoopback(listen.host())) {
            return ANYONE;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(listen.host());
            return literal.isSiteLocalAddress() || literal.isLinkLocalAddress()
                    ? REGISTERED
                    : NOBODY;
        } catch (IllegalArgumentException e) {
            // a host name may resolve to anything: the careful answer
            return NOBODY;
        }
    }
}
