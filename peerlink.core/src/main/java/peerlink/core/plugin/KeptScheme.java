package peerlink.core.plugin;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
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
import peerlink.api.Protocol;
import peerlink.api.Setting;
import peerlink.api.Settings;
import peerlink.api.Transport;

/**
 * Wraps a plugin's provider with the scheme that it told first: nobody asks it again, so that a
 * provider that changes its mind, or throws the second time, harms nobody. When the plugin ends,
 * all that came from the provider ends too, and nothing leads to the provider any more.
 */
sealed class KeptScheme<S> {
    private final String scheme;
    private final PluginLife life;
    private final HeldLinks held;
    private volatile @Nullable S provider;

    private KeptScheme(String scheme, S provider, PluginLife life, HeldLinks held) {
        this.scheme = scheme;
        this.provider = provider;
        this.life = life;
        this.held = held;
    }

    /** Returns the name of the plugin. */
    String plugin() {
        return life.plugin();
    }

    public String scheme() {
        return scheme;
    }

    /** Lets the provider go. */
    void end() {
        provider = null;
    }

    /**
     * Returns the plugin's own object.
     *
     * @throws IOException if the plugin has ended
     */
    S provider() throws IOException {
        S own = provider;
        if (own == null) {
            throw new IOException(life.stopped().getMessage());
        }
        return own;
    }

    Link held(Link link) throws IOException {
        return held.hold(link);
    }

    <C extends AutoCloseable> C opened(C one) throws IOException {
        return held.hold(one);
    }

    /** Returns a handler for links that come by the provider, and not once the plugin has ended. */
    LinkHandler handling(LinkHandler handler) {
        return link -> {
            Link own = held.hold(link);
            try {
                life.during(
                        () -> {
                            handler.handle(own);
                            return own;
                        });
            } finally {
                held.letGo(own);
            }
        };
    }

    Network network(Network network) {
        return new PluginNetwork(network, life, held);
    }

    PluginLife life() {
        return life;
    }

    /** A transport of a plugin. */
    static final class OfTransport extends KeptScheme<Transport> implements Transport {
        OfTransport(
                String scheme,
                Transport provider,
                PluginLife life,
                HeldLinks held,
                DeclaredSettings settings) {
            super(scheme, provider, life, held);
        }

        @Override
        public String scheme() {
            return super.scheme();
        }

        @Override
        public void configure(Settings settings) {
            // the provider has them since it was loaded
        }

        @Override
        public Link connect(
                Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
                throws IOException {
            return held(provider().connect(address, identity, policy, expected));
        }

        @Override
        public Listener listen(
                Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            return opened(provider().listen(address, identity, policy, handling(onLink)));
        }

        @Override
        public Link connectFrom(
                Address local,
                Address address,
                Identity identity,
                LinkPolicy policy,
                @Nullable PeerId expected)
                throws IOException {
            return held(provider().connectFrom(local, address, identity, policy, expected));
        }

        @Override
        public Link meet(Meeting meeting, Identity identity, LinkPolicy policy) throws IOException {
            return held(provider().meet(meeting, identity, policy));
        }

        @Override
        public Link connect(Circuit circuit, Identity identity, LinkPolicy policy, PeerId expected)
                throws IOException {
            return held(provider().connect(circuit, identity, policy, expected));
        }

        @Override
        public void accept(
                Circuit circuit, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            provider().accept(circuit, identity, policy, handling(onLink));
        }
    }

    /** A carrier of a plugin. */
    static final class OfCarrier extends KeptScheme<Carrier> implements Carrier {
        OfCarrier(
                String scheme,
                Carrier provider,
                PluginLife life,
                HeldLinks held,
                DeclaredSettings settings) {
            super(scheme, provider, life, held);
        }

        @Override
        public String scheme() {
            return super.scheme();
        }

        @Override
        public void configure(Settings settings) {
            // the provider has them since it was loaded
        }

        @Override
        public Circuit connect(Address address, PeerId peer, Network network) throws IOException {
            return opened(provider().connect(address, peer, network(network)));
        }

        @Override
        public Listener listen(
                Address address,
                Network network,
                Consumer<Circuit> onCircuit,
                Consumer<IOException> onLost)
                throws IOException {
            return opened(
                    provider()
                            .listen(
                                    address,
                                    network(network),
                                    circuit -> life().act(() -> onCircuit.accept(circuit)),
                                    reason -> life().act(() -> onLost.accept(reason))));
        }
    }

    /** A discovery of a plugin. */
    static final class OfDiscovery extends KeptScheme<Discovery> implements Discovery {
        private final DeclaredSettings settings;

        OfDiscovery(
                String scheme,
                Discovery provider,
                PluginLife life,
                HeldLinks held,
                DeclaredSettings settings) {
            super(scheme, provider, life, held);
            this.settings = settings;
        }

        @Override
        public String scheme() {
            return super.scheme();
        }

        @Override
        public void configure(Settings settings) {
            // the provider has them since it was loaded
        }

        @Override
        public Directory open(Address directory, Network network) throws IOException {
            return opened(provider().open(directory, network(network)));
        }

        @Override
        public Directory open(Address directory, DirectoryContext context) throws IOException {
            return opened(
                    provider()
                            .open(
                                    directory,
                                    new OwnContext(
                                            network(context.network()),
                                            settings,
                                            context,
                                            life())));
        }
    }

    /** Gives a directory its surroundings as long as the plugin has not ended. */
    private record OwnContext(
            Network network, DeclaredSettings own, DirectoryContext context, PluginLife life)
            implements DirectoryContext {
        @Override
        public Map<String, String> settings() {
            return life.enter(own::settings);
        }

        @Override
        public <T> T setting(Setting<T> setting) {
            life.requireLife();
            return own.setting(setting);
        }

        @Override
        public Set<PeerId> contacts() {
            return life.enter(context::contacts);
        }
    }

    /**
     * Opens and accepts links for a plugin as long as that has not ended. It is not the node's own
     * network, so that a cast leads nowhere.
     */
    private record PluginNetwork(Network node, PluginLife life, HeldLinks held) implements Network {
        @Override
        public Identity identity() {
            return life.enter(node::identity);
        }

        @Override
        public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
                throws IOException {
            return held.hold(life.enter(() -> node.open(address, protocol, expected)));
        }

        @Override
        public Link openFromListener(Address address, Protocol protocol, @Nullable PeerId expected)
                throws IOException {
            return held.hold(life.enter(() -> node.openFromListener(address, protocol, expected)));
        }

        @Override
        public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
                throws IOException {
            return held.hold(life.enter(() -> node.listen(address, handlers)));
        }
    }
}
