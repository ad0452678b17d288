package peerlink.registry.server;

import java.net.InetAddress;
import java.util.Locale;
import peerlink.api.Address;
import peerlink.registry.protocol.Loopback;

/**
 * Limits the answers of a registry, from most to least open. Each value tells no less than those
 * after it. A peer's own {@link peerlink.api.Visibility} can only make it less.
 */
public enum Openness {
    /**
     * By the address that the registry listens on: {@link #PUBLIC} on loopback, {@link #REGISTERED}
     * in a private network, else {@link #LOOKUP_ONLY}.
     */
    AUTOMATIC,
    /**
     * Every client may list the peers and watch them come and go; registered peers may search by
     * prefix.
     */
    PUBLIC,
    /** Peers that are registered themselves may list, watch and search. */
    REGISTERED,
    /** Nobody may: a client must know a peer's id or exact name to find it. */
    LOOKUP_ONLY,
    /** A client must know a peer's id to find it. */
    HIDDEN;

    /** Returns the word for operators, such as {@code lookup-only}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the meaning of {@link #AUTOMATIC} for a registry that listens there; any other value
     * is returned as it is.
     */
    public Openness on(Address listen) {
        if (this != AUTOMATIC) {
            return this;
        }
        if (Loopback.isLoopback(listen.host())) {
            return PUBLIC;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(listen.host());
            return literal.isSiteLocalAddress() || literal.isLinkLocalAddress()
                    ? REGISTERED
                    : LOOKUP_ONLY;
        } catch (IllegalArgumentException e) {
            // a host name may resolve to anything: the careful answer
            return LOOKUP_ONLY;
        }
    }
}
