package peerlink.core;

import java.util.Collection;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.api.Transport;
import peerlink.core.link.ProtocolNetwork;

/** Makes networks for programs that use links without a node: a registry, or a command that asks one. */
public final class Networks {
    private Networks() {}

    /**
     * Returns a network whose links are as {@link LinkPolicy#DEFAULT} says.
     *
     * @param name as which the others see this side
     * @param transports the ways to carry frames, one for each scheme
     * @throws IllegalArgumentException if two transports serve the same scheme
     */
    public static Network of(Identity identity, PeerName name, Collection<Transport> transports) {
        return new ProtocolNetwork(identity, name, transports);
    }

    /**
     * As {@link #of(Identity, PeerName, Collection)}.
     *
     * @param links what all links must be like
     */
    public static Network of(
            Identity identity, PeerName name, Collection<Transport> transports, LinkPolicy links) {
        return new ProtocolNetwork(identity, name, transports, links);
    }
}
