package peerlink.plugin.lan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.Printable;
import peerlink.api.Settings;

/**
 * Finds peers on the local network without a registry, by {@code lan/1}: docs/lan-protocol.md. The
 * address has the multicast group of IPv4 and the UDP port, {@code lan://239.255.80.76:7776}; nodes
 * with another group or port do not see each other. The setting {@code show} says who sees this
 * node.
 */
public final class LanDiscovery implements Discovery {
    private final LanEnvironment environment;

    /** Called by {@link java.util.ServiceLoader}. */
    public LanDiscovery() {
        this(LanEnvironment.system());
    }

    LanDiscovery(LanEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public String scheme() {
        return "lan";
    }

    @Override
    public void configure(Settings settings) {
        settings.setting(Show.SETTING);
    }

    @Override
    public Directory open(Address directory, Network network) {
        return open(directory, DirectoryContext.of(network));
    }

    /**
     * @throws IllegalArgumentException if the address has no multicast group and port, or the
     *     setting {@code show} is none or {@code off}
     */
    @Override
    public Directory open(Address directory, DirectoryContext context) {
        Show show = Show.of(context);
        if (show == Show.OFF) {
            throw new IllegalArgumentException("the local network is off: plugins.lan.show");
        }
        return new LanDirectory(
                new LanStation(group(directory), show, context, environment), environment);
    }

    private static InetSocketAddress group(Address directory) {
        Optional<InetAddress> group = Optional.empty();
        try {
            group = Optional.of(InetAddress.ofLiteral(directory.host()));
        } catch (IllegalArgumentException e) {
            // reported below
        }
        if (group.isEmpty()
                || group.get().getAddress().length != 4
                || !group.get().isMulticastAddress()
                || directory.port() == 0
                || !directory.uri().getRawPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "not a local network: '"
                            + Printable.excerpt(directory.toString())
                            + "' (such as lan://239.255.80.76:7776)");
        }
        return new InetSocketAddress(group.get(), directory.port());
    }
}
