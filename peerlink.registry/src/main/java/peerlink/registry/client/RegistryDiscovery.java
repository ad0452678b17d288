package peerlink.registry.client;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.access.EnrolmentToken;

/**
 * Finds peers by a registry: {@code registry://HOST:PORT}, or {@code
 * registry://HOST:PORT/REGISTRYID} to accept that registry alone. A directory keeps one link while
 * something is registered or watched.
 */
public final class RegistryDiscovery implements Discovery {
    private final DirectoryOptions options;

    /** Called by {@link java.util.ServiceLoader}. */
    public RegistryDiscovery() {
        this(InstantSource.system(), Backoff.REMOTE);
    }

    RegistryDiscovery(InstantSource clock, Backoff backoff) {
        this(new DirectoryOptions(backoff, 1, clock));
    }

    private RegistryDiscovery(DirectoryOptions options) {
        this.options = options;
    }

    /**
     * Returns a discovery that registers with a token if a registry asks for one. The token is
     * proved to whichever registry answers and sent to none.
     */
    public RegistryDiscovery with(EnrolmentToken token) {
        return new RegistryDiscovery(options.with(token));
    }

    @Override
    public String scheme() {
        return "registry";
    }

    @Override
    public Directory open(Address directory, Network network) {
        Address registry = tls(directory);
        PeerId expected = expected(directory);
        return new RegistryDirectory(
                "the registry at " + registry.hostAndPort(),
                registry,
                new RemoteConnector(network, registry, expected),
                network.identity(),
                options);
    }

    /** Returns the address that a link is opened to. */
    static Address tls(Address directory) {
        return Address.of("tls", directory.host(), directory.port());
    }

    private static @Nullable PeerId expected(Address directory) {
        String path = directory.uri().getRawPath();
        if (path.isEmpty() || path.equals("/")) {
            return null;
        }
        if (!PeerId.isPeerId(path.substring(1))) {
            throw new IllegalArgumentException(
                    "not a registry's id: '"
                            + Printable.excerpt(path.substring(1))
                            + "' (such as registry://HOST:PORT, or with the registry's id behind it)");
        }
        return new PeerId(path.substring(1));
    }
}
