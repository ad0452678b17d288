package peerlink.core.model;

import peerlink.api.Address;

/**
 * An address that a node announces, and the reason.
 *
 * @param of the interface, or the directory that has seen the address; empty for other origins
 */
public record Candidate(Address address, Origin origin, String of) {
    /** The origin of the address, in the order in which addresses are announced. */
    public enum Origin {
        /** The user names it. */
        NAMED,
        /** The interface where the way to the Internet begins has it. */
        ROUTE,
        /** Another real interface has it. */
        INTERFACE,
        /** A real interface has it, but another address soon takes its place. */
        PASSING,
        /** A virtual private network's interface has it. */
        TUNNEL,
        /** It is link-local: there is no other one. */
        LINK_LOCAL,
        /** It is of a network inside this machine: there is no other one. */
        BRIDGE,
        /** The node listens there, and on no other address. */
        LISTENER,
        /** A directory sees this machine there. */
        OBSERVED,
        /** It is a place at a relay. */
        RELAY
    }
}
