package peerlink.bench.networks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import peerlink.bench.chaos.Tun;

/**
 * Makes the machines and cables of one scenario, in network namespaces of its own. Nothing of it
 * touches the network of the machine that it runs on. {@link #close} removes all.
 *
 * <p>One thread builds; any may close.
 */
final class Lab implements AutoCloseable {
    /** The prefix of the internet's own addresses; a network for documentation (RFC 5737). */
    static final String PUBLIC = "198.51.100.";

    private final String prefix;
    private final List<String> namespaces = new ArrayList<>();
    private boolean closed;

    /**
     * @param prefix how the names of its namespaces begin
     */
    Lab(String prefix) {
        this.prefix = prefix;
    }

    /** Makes the internet: one Ethernet that carries public addresses and drops all others. */
    Segment internet() throws IOException, InterruptedException {
        Host host = machine("internet", PUBLIC + "254");
        Segment internet = new Segment(host, host.address());
        bridge(internet);
        return internet;
    }

    /** Makes an ordinary home's router. */
    Segment home(String name, Segment upstream, String outside, String inside)
            throws IOException, InterruptedException {
        return router(name, upstream, outside, inside, Nat.PORT_PRESERVING, Firewall.SILENT);
    }

    /**
     * Makes a router.
     *
     * @param outside its address on the segment that it is connected to
     * @param inside its address on the segment that it makes
     */
    Segment router(
            String name, Segment upstream, String outside, String inside, Nat nat, Firewall wall)
            throws IOException, InterruptedException {
        return router(name, upstream, outside, inside, nat, wall, false);
    }

    /** Makes a carrier's router, which keeps the customers from each other. */
    Segment carrier(String name, Segment upstream, String outside, String inside)
            throws IOException, InterruptedException {
        Nat nat = Nat.PORT_PRESERVING;
        return router(name, upstream, outside, inside, nat, Firewall.SILENT, true);
    }

    private Segment router(
            String name,
            Segment upstream,
            String outside,
            String inside,
            Nat nat,
            Firewall wall,
            boolean apart)
            throws IOException, InterruptedException {
        Host host = machine(name, outside);
        plug(host, "wan", outside, upstream);
        Segment segment = new Segment(host, inside, apart);
        bridge(segment);
        Command.run("", host.on(List.of("sysctl", "-qw", "net.ipv4.ip_forward=1")));
        Command.run(wall.rules(nat), host.on(List.of("nft", "-f", "-")));
        return segment;
    }

    /** Makes a machine with one cable, {@code eth0}. */
    Host laptop(String name, Segment segment, String address)
            throws IOException, InterruptedException {
        Host host = machine(name, address);
        plug(host, "eth0", address, segment);
        return host;
    }

    /** Gives a machine another address in place of its own; the cable stays. */
    void move(Host host, Segment segment, String address) throws IOException, InterruptedException {
        ip(host, "addr flush dev eth0 scope global");
        ip(host, "addr add " + address + "/24 dev eth0");
        ip(host, "route replace default via " + segment.gateway());
    }

    /** Takes the cable of a machine out at the other end, or puts it in again. */
    void cable(Host host, Segment segment, boolean in) throws IOException, InterruptedException {
        ip(segment.router(), "link set to-" + host.name() + (in ? " up" : " down"));
    }

    /**
     * Gives a segment and its machines IPv6 without NAT, through its router's firewall.
     *
     * @param outside the router's public address
     * @param network the first 64 bits of the addresses inside, such as {@code 2001:db8:a}
     */
    void version6(Segment internet, Segment home, String outside, String network, Host laptop)
            throws IOException, InterruptedException {
        Host router = home.router();
        Command.run("", router.on(List.of("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1")));
        ip(router, "addr add " + outside + "/64 dev wan nodad");
        ip(router, "-6 route add default via 2001:db8::fe");
        ip(router, "addr add " + network + "::1/64 dev lan nodad");
        ip(laptop, "addr add " + network + "::10/64 dev eth0 nodad");
        ip(laptop, "-6 route add default via " + network + "::1");
        ip(internet.router(), "-6 route add " + network + "::/64 via " + outside);
    }

    /** Has the internet pass IPv6 on. */
    void version6(Segment internet) throws IOException, InterruptedException {
        Host host = internet.router();
        ip(host, "addr add 2001:db8::fe/64 dev lan nodad");
        Command.run("", host.on(List.of("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1")));
    }

    /** Gives a machine a bridge of containers or virtual machines, with one of these behind it. */
    void virtualBridge(Host host, String bridge, String address)
            throws IOException, InterruptedException {
        ip(host, "link add " + bridge + " type bridge");
        ip(host, "addr add " + address + " dev " + bridge);
        ip(host, "link set " + bridge + " up");
        ip(host, "link add veth-" + bridge + " type veth peer name in-" + bridge);
        ip(host, "link set in-" + bridge + " up");
        ip(host, "link set veth-" + bridge + " master " + bridge + " up");
    }

    /** Gives a machine a tunnel to a VPN in which its clients can't see each other. */
    void tunnel(Host host, String address) throws IOException, InterruptedException {
        // the device needs a process that has it open, and is made where that is
        String name =
                "pl%d-%d".formatted(ProcessHandle.current().pid() % 1_000_000, namespaces.size());
        Tun device = Tun.open(name);
        Command.run("", List.of("ip", "link", "set", device.name(), "netns", host.namespace()));
        ip(host, "link set " + device.name() + " name tun0");
        ip(host, "addr add " + address + " dev tun0");
        ip(host, "link set tun0 up");
    }

    private synchronized Host machine(String name, String address)
            throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("the laboratory is closed");
        }
        Host host = new Host(name, prefix + name, address);
        Command.run("", List.of("ip", "netns", "add", host.namespace()));
        namespaces.add(host.namespace());
        ip(host, "link set lo up");
        return host;
    }

    private static void bridge(Segment segment) throws IOException, InterruptedException {
        ip(segment.router(), "link add " + Segment.BRIDGE + " type bridge");
        ip(segment.router(), "addr add " + segment.gateway() + "/24 dev " + Segment.BRIDGE);
        ip(segment.router(), "link set " + Segment.BRIDGE + " up");
    }

    private static void plug(Host host, String device, String address, Segment segment)
            throws IOException, InterruptedException {
        Host router = segment.router();
        String port = "to-" + host.name();
        ip(
                host,
                "link add %s type veth peer name %s netns %s"
                        .formatted(device, port, router.namespace()));
        ip(router, "link set " + port + " master " + Segment.BRIDGE + " up");
        if (segment.apart()) {
            ip(router, "link set " + port + " type bridge_slave isolated on");
        }
        ip(host, "addr add " + address + "/24 dev " + device);
        ip(host, "link set " + device + " up");
        ip(host, "route add default via " + segment.gateway());
    }

    private static void ip(Host host, String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", host.namespace()));
        command.addAll(List.of(words.split(" ")));
        Command.run("", command);
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (String namespace : namespaces) {
            try {
                Command.run("", List.of("ip", "netns", "del", namespace));
            } catch (IOException e) {
                System.err.println("networks: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        namespaces.clear();
    }
}
