package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a run its hosts: network namespaces of its own, connected by a {@link ChaosWire}, or this
 * machine's loopback if there is no right to make them. {@link #close} removes the namespaces.
 */
public final class ChaosNetwork implements AutoCloseable {
    private final List<Host> hosts;
    private final @Nullable ChaosWire wire;
    private final String description;
    private final List<String> namespaces;

    /** The address that each host has now. */
    private final List<String> addresses;

    private ChaosNetwork(
            List<Host> hosts,
            @Nullable ChaosWire wire,
            String description,
            List<String> namespaces) {
        this.hosts = List.copyOf(hosts);
        this.wire = wire;
        this.description = description;
        this.namespaces = List.copyOf(namespaces);
        this.addresses = new ArrayList<>(hosts.stream().map(Host::address).toList());
    }

    /** Makes a network, by the best means that there are. */
    public static ChaosNetwork make(List<String> names, long seed) throws InterruptedException {
        List<String> namespaces = new ArrayList<>();
        try {
            List<Host> hosts = new ArrayList<>();
            List<Tun> devices = new ArrayList<>();
            for (String name : names) {
                int number = hosts.size();
                Host host =
                        host(
                                name,
                                number,
                                "peerlink-" + ProcessHandle.current().pid() + "-" + name);
                run(List.of("ip", "netns", "add", namespace(host)));
                namespaces.add(namespace(host));
                hosts.add(host);
                devices.add(device(host));
            }
            return new ChaosNetwork(
                    hosts, new ChaosWire(devices, seed), "network namespaces", namespaces);
        } catch (IOException e) {
            remove(namespaces);
            return loopback(names, e.getMessage());
        }
    }

    private static ChaosNetwork loopback(List<String> names, @Nullable String reason) {
        List<Host> hosts = new ArrayList<>();
        for (String name : names) {
            hosts.add(new Host(name, hosts.size(), "127.0.0.1", List.of()));
        }
        String description =
                "loopback, without cuts, delay and loss, as there can be no namespaces: " + reason;
        return new ChaosNetwork(hosts, null, description, List.of());
    }

    public List<Host> hosts() {
        return hosts;
    }

    /** Returns the wire between the hosts; null on loopback. */
    public @Nullable ChaosWire wire() {
        return wire;
    }

    /** Gives a host another address, or its first one back. Only in namespaces. */
    void move(Host host) throws IOException, InterruptedException {
        String now = addresses.get(host.number());
        String next = now.equals(host.address()) ? second(host) : host.address();
        // in this order: with the first address of a subnet the kernel removes all its others
        for (List<String> change : List.of(List.of("del", now), List.of("add", next))) {
            run(
                    List.of(
                            "ip",
                            "-n",
                            namespace(host),
                            "addr",
                            change.getFirst(),
                            change.getLast() + "/24",
                            "dev",
                            deviceName(host)));
        }
        addresses.set(host.number(), next);
    }

    /** Describes the network in one line. */
    @Override
    public String toString() {
        return description;
    }

    @Override
    public void close() {
        remove(namespaces);
    }

    private static Host host(String name, int number, String namespace) {
        String address = "10.77.0." + (number + 1);
        return new Host(name, number, address, List.of("ip", "netns", "exec", namespace));
    }

    private static String second(Host host) {
        return "10.77.0." + (ChaosWire.MOVED + host.number() + 1);
    }

    private static String deviceName(Host host) {
        return "pl" + ProcessHandle.current().pid() + "-" + host.number();
    }

    private static String namespace(Host host) {
        return host.prefix().getLast();
    }

    /** Makes a host's device, and moves it there; this process keeps the other end. */
    private static Tun device(Host host) throws IOException, InterruptedException {
        Tun device = Tun.open(deviceName(host));
        String namespace = namespace(host);
        run(List.of("ip", "link", "set", device.name(), "netns", namespace));
        run(List.of("ip", "-n", namespace, "link", "set", "lo", "up"));
        run(
                List.of(
                        "ip",
                        "-n",
                        namespace,
                        "addr",
                        "add",
                        host.address() + "/24",
                        "dev",
                        device.name()));
        run(List.of("ip", "-n", namespace, "link", "set", device.name(), "up"));
        return device;
    }

    private static void remove(List<String> namespaces) {
        for (String namespace : namespaces) {
            try {
                run(List.of("ip", "netns", "del", namespace));
            } catch (IOException e) {
                System.err.println("chaos: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }
}
