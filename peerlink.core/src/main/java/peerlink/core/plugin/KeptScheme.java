package peerlink.core.plugin;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Circuit;
import peerlink.api.Directory;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Transport;

/**
 * Wraps a plugin's provider with the scheme that it told first: nobody asks it again, so that a
 * provider that changes its mind, or throws the second time, harms nobody.
 */
sealed interface KeptScheme {
    /** Returns the plugin's own object. */
    Object provider();

    /** A transport of a plugin. */
    record OfTransport(String scheme, Transport provider) implements KeptScheme, Transport {
        @Override
        public Link connect(
                Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
                throws IOException {
            return provider.connect(address, identity, policy, expected);
        }

        @Override
        public Listener listen(
                Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            return provider.listen(address, identity, policy, onLink);
        }

        @Override
        public Link connectFrom(
                Address local,
                Address address,
                Identity identity,
                LinkPolicy policy,
                @Nullable PeerId expected)
                throws IOException {
            return provider.connectFrom(local, address, identity, policy, expected);
        }

        @Override
        public Link meet(Meeting meeting, Identity identity, LinkPolicy policy) throws IOException {
            return provider.meet(meeting, identity, policy);
        }

        @Override
        public Link connect(Circuit circuit, Identity identity, LinkPolicy policy, PeerId expected)
                throws IOException {
            return provider.connect(circuit, identity, policy, expected);
        }

        @Override
        public void accept(
                Circuit circuit, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            provider.accept(circuit, identity, policy, onLink);
        }
    }

    /** A carrier of a plugin. */
    record OfCarrier(String scheme, Carrier provider) implements KeptScheme, Carrier {
        @Override
        public Circuit connect(Address address, PeerId peer, Network network) throws IOException {
            return provider.connect(address, peer, network);
        }

        @Override
        public Listener listen(
                Address address,
                Network network,
                Consumer<Circuit> onCircuit,
                Consumer<IOException> onLost)
                throws IOException {
            return provider.listen(address, network, onCircuit, onLost);
        }
    }

    /** A discovery of a plugin. */
    record OfDiscovery(String scheme, Discovery provider) implements KeptScheme, Discovery {
        @Override
        public Directory open(Address directory, Network network) throws IOException {
            return provider.open(directory, network);
        }

        @Override
        public Directory open(Address directory, DirectoryContext context) throws IOException {
            return provider.open(directory, context);
        }
    }
}
