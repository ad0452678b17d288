package peerlink.core;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.Transport;

/**
 * Links that begin with a hello (docs/protocol.md): the side that opens one names the protocol, the other answers or
 * refuses. The scheme of an address picks the transport. Holds nothing but what its links and listeners hold.
 */
public final class ProtocolNetwork implements Network {
    private final Identity identity;

    /**
     * @param identity what its links prove
     * @param name what it calls itself in the hello
     * @param transports one for each scheme
     * @throws IllegalArgumentException if two transports serve the same scheme
     */
    public ProtocolNetwork(Identity identity, PeerName name, Collection<Transport> transports) {
        this.identity = identity;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
            throws IOException {
        throw new IOException("bodies follow");
    }

    @Override
    public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
            throws IOException {
        throw new IOException("bodies follow");
    }
}
