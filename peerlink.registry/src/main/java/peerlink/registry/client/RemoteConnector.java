package peerlink.registry.client;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.registry.protocol.ProtocolLimits;

/** Opens links to a registry that an operator runs, and knows the key that it has proved. */
final class RemoteConnector implements Connector {
    private final Network network;
    private final Address registry;
    private final @Nullable PeerId expected;
    private volatile @Nullable PeerId proved;

    /**
     * @param expected the registry's id; null if any key will do
     */
    RemoteConnector(Network network, Address registry, @Nullable PeerId expected) {
        this.network = network;
        this.registry = registry;
        this.expected = expected;
    }

    @Override
    public Link connect() throws IOException {
        Link link = network.openFromListener(registry, ProtocolLimits.PROTOCOL, expected);
        proved = link.info().remote();
        return link;
    }

    @Override
    public Optional<PeerId> proved() {
        return Optional.ofNullable(proved);
    }
}
