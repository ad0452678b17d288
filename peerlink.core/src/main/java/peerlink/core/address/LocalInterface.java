package peerlink.core.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import peerlink.core.model.OwnInterface;

/**
 * Describes a network interface of this machine that is up.
 *
 * @param name the system's name for it, such as {@code eth0}
 * @param label its name for people, which some systems have
 * @param isPointToPoint whether it has one other end, as most tunnels do
 * @param hosts its addresses
 */
public record LocalInterface(String name, String label, boolean isPointToPoint, List<Host> hosts) {
    /**
     * An address of an interface.
     *
     * @param isPassing whether it is soon replaced: a temporary one (RFC 8981), or one that is no
     *     longer preferred
     */
    public record Host(InetAddress address, boolean isPassing) {}

    /** The kind of network that an interface leads to, as far as its name tells. */
    enum Kind {
        /** A card, a modem, or a bridge that has one. */
        REAL,
        /** A virtual private network. */
        TUNNEL,
        /** The containers or virtual machines of this machine. */
        BRIDGE
    }

    private static final Pattern BRIDGES =
            Pattern.compile(
                    "(docker|podman|br-|veth|virbr|vnet|vmnet|vboxnet|lxcbr|lxdbr|incusbr|cni|cali|flannel"
                            + "|kube|bridge[1-9]|awdl|llw|anpi).*"
                            + "|vethernet .*|.*(hyper-v|virtualbox|vmware).*");
    private static final Pattern TUNNELS =
            Pattern.compile(
                    "(tun|tap|wg|tailscale|zt|utun|ppp|ipsec|gif|stf|sit|gre|ip6tnl|nordlynx|proton"
                            + "|cloudflarewarp|mullvad).*"
                            + "|.*(wireguard|openvpn|wintun|tap-windows|tailscale|zerotier).*");

    public LocalInterface {
        hosts = List.copyOf(hosts);
    }

    /** Returns it for people. */
    OwnInterface described(List<InetAddress> routed) {
        boolean isRoute = isRoute(routed);
        OwnInterface.Kind described =
                switch (kind(isRoute)) {
                    case REAL -> isRoute ? OwnInterface.Kind.ROUTE : OwnInterface.Kind.REAL;
                    case TUNNEL -> OwnInterface.Kind.TUNNEL;
                    case BRIDGE -> OwnInterface.Kind.BRIDGE;
                };
        return new OwnInterface(name, described, hosts.stream().map(Host::address).toList());
    }

    /**
     * Tells whether the way to the Internet begins here.
     *
     * @param routed the addresses where it begins
     */
    boolean isRoute(List<InetAddress> routed) {
        return hosts.stream().anyMatch(host -> routed.contains(host.address()));
    }

    /**
     * Returns its kind.
     *
     * @param isRoute whether the way to the Internet begins here: then it is no bridge to
     *     containers alone, whatever it is called, and may be a modem
     */
    Kind kind(boolean isRoute) {
        String its = name.toLowerCase(Locale.ROOT);
        String words = label.toLowerCase(Locale.ROOT);
        if (!isRoute && (BRIDGES.matcher(its).matches() || BRIDGES.matcher(words).matches())) {
            return Kind.BRIDGE;
        }
        boolean isModem = isRoute && (its.startsWith("ppp") || its.startsWith("ww"));
        boolean isTunnel =
                isPointToPoint
                        || TUNNELS.matcher(its).matches()
                        || TUNNELS.matcher(words).matches();
        return isTunnel && !isModem ? Kind.TUNNEL : Kind.REAL;
    }
}
