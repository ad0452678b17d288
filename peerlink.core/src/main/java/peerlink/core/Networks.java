package peerlink.core;

import java.util.Collection;
import peerlink.api.Carrier;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.api.Transport;
import peerlink.core.link.ProtocolNetwork;

/**
 * Makes networks for programs that use links without a node: a registry, or a command that asks
 * one.
 */
public final class Networks {
    private Networks() {}

    /**
     * Returns a network whose links follow {@link LinkPolicy#DEFAULT}.
     *
     * @param name the name under which the other side sees this one
     * @param transports the transports, one for each scheme
     * @throws IllegalArgumentException if two transports serve the same scheme
     */
    public static Network of(Identity identity, PeerName name, Collection<Transport> transports) {
        return new ProtocolNetwork(identity, name, transports);
    }

    /**
     * Returns a network as {@link #of(Identity, PeerName, Collection)} does.
     *
     * @param links the rules for all links
     */
    public static Network of(
            Identity identity, PeerName name, Collection<Transport> transports, LinkPolicy links) {
        return new ProtocolNetwork(identity, name, transports, links);
    }

    /**
     * Returns a network as {@link #of(Identity, PeerName, Collection, LinkPolicy)} does, which also
     * opens links over circuits.
     *
     * @param carriers the carriers, one for each scheme
     */
    public static Network of(
            Identity identity,
            PeerName name,
            Collection<Transport> transports,
            Collection<Carrier> carriers,
            LinkPolicy links) {
        return new ProtocolNetwork(identity, name, transports, carriers, links);
    }
}
