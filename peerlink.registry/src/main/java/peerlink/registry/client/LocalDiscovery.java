package peerlink.registry.client;

import java.time.InstantSource;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.Printable;
import peerlink.registry.protocol.Loopback;
import peerlink.registry.server.RegistryOptions;

/**
 * Finds peers among the nodes of one machine: {@code local://127.0.0.1:7777} is the registry on
 * that address, hosted by whichever node got there first. If that one leaves, another takes over
 * within a second or two, and the rest register there. Loopback addresses only.
 */
public final class LocalDiscovery implements Discovery {
    /**
     * Two nodes that start or take over at once may each find the other half-way: a few more tries
     * settle it.
     */
    private static final int PATIENCE = 6;

    private final DirectoryOptions client;
    private final RegistryOptions options;

    /** Called by {@link java.util.ServiceLoader}. */
    public LocalDiscovery() {
        this(InstantSource.system(), RegistryOptions.defaults());
    }

    LocalDiscovery(InstantSource clock, RegistryOptions options) {
        this.client = new DirectoryOptions(Backoff.LOCAL, PATIENCE, clock);
        this.options = options;
    }

    @Override
    public String scheme() {
        return "local";
    }

    @Override
    public Directory open(Address directory, Network network) {
        if (!Loopback.isLoopback(directory.host())) {
            throw new IllegalArgumentException(
                    "not a loopback host: '"
                            + Printable.excerpt(directory.host())
                            + "' (a registry elsewhere is registry://HOST:PORT)");
        }
        Address registry = RegistryDiscovery.tls(directory);
        if (registry.port() == 0 || !directory.uri().getRawPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "not a local registry: '"
                            + Printable.excerpt(directory.toString())
                            + "' (such as local://127.0.0.1:7777)");
        }
        return new RegistryDirectory(
                "the registry of this machine at " + registry.hostAndPort(),
                registry,
                new HostOrJoin(network, registry, options),
                network.identity(),
                client);
    }
}
