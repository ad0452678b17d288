package peerlink.core.plugin;

import java.util.List;
import java.util.function.Function;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Transport;

/**
 * A kind of provider by which peers are found or reached. Each provider has a scheme, which one of
 * its kind alone can serve.
 *
 * @param services returns a plugin's own providers of this kind
 * @param scheme asks a provider for its scheme
 * @param keeping wraps a provider
 */
record ProviderKind<S>(
        Class<S> service,
        Function<PluginLayer, List<S>> services,
        Function<S, String> scheme,
        Keeping<S> keeping) {
    static final ProviderKind<Transport> TRANSPORT =
            new ProviderKind<>(
                    Transport.class,
                    PluginLayer::transports,
                    Transport::scheme,
                    KeptScheme.OfTransport::new);
    static final ProviderKind<Carrier> CARRIER =
            new ProviderKind<>(
                    Carrier.class,
                    PluginLayer::carriers,
                    Carrier::scheme,
                    KeptScheme.OfCarrier::new);
    static final ProviderKind<Discovery> DISCOVERY =
            new ProviderKind<>(
                    Discovery.class,
                    PluginLayer::discoveries,
                    Discovery::scheme,
                    KeptScheme.OfDiscovery::new);

    /** Wraps a provider, so that it ends with its plugin. */
    interface Keeping<S> {
        S keep(
                String scheme,
                S provider,
                PluginLife life,
                HeldLinks held,
                DeclaredSettings settings);
    }
}
