package peerlink.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.api.Transport;
import peerlink.core.Networks;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.registry.client.RegistryDiscovery;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.embedded.EmbeddedStore;

/**
 * Measures the time until full nodes tell that a peer has come or gone, over TLS on loopback, from
 * a registry that keeps its leases on disk. The time runs from before the peer asks the registry,
 * so it includes the registry's own work; it ends when the listener of a node's events is called,
 * as a screen's would be.
 *
 * <p>Arguments: {@code [rounds [watchers]]}, the number of times that the peer comes and goes
 * (1000) and the number of nodes that watch (10).
 */
public final class PresenceBenchmark {
    private static final int WARM_UP = 50;
    private static final int ANY = 1_000_000;
    private static final PeerName NAME = new PeerName("comer");

    private PresenceBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int watchers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        run(rounds, watchers, System.out);
    }

    /** Notes the moment at which a node told of the peer. */
    private record Told(boolean isHere, long at) {}

    static void run(int rounds, int watchers, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            RegistryServer server = registry(folder, opened);
            Address address = Address.parse("registry://" + server.address().hostAndPort());
            List<BlockingQueue<Told>> told = new ArrayList<>();
            for (int i = 0; i < watchers; i++) {
                told.add(watcher("watcher-" + i, folder, address, opened));
            }
            awaitWatchers(server, watchers);
            Directory comer = new RegistryDiscovery().open(address, network("comer", folder));
            opened.add(comer);
            var announcement =
                    new Announcement(NAME, List.of(Address.of("tls", "127.0.0.1", 7001)));
            List<Double> comings = new ArrayList<>();
            List<Double> goings = new ArrayList<>();
            for (int round = -WARM_UP; round < rounds; round++) {
                long start = System.nanoTime();
                Registration registration = comer.register(announcement);
                List<Double> came = millis(told, true, start);
                start = System.nanoTime();
                registration.close();
                List<Double> went = millis(told, false, start);
                if (round >= 0) {
                    comings.addAll(came);
                    goings.addAll(went);
                }
            }
            out.printf("%d rounds, %d nodes that watch%n%n", rounds, watchers);
            out.printf("| ms until a node tells | p50 | p99 | most |%n| --- | --- | --- | --- |%n");
            print(out, "that a peer has come", comings);
            print(out, "that it has gone", goings);
        } finally {
            for (AutoCloseable one : opened.reversed()) {
                one.close();
            }
            delete(folder);
        }
    }

    private static RegistryServer registry(Path folder, List<AutoCloseable> opened)
            throws IOException {
        RegistryOptions options =
                RegistryOptions.defaults()
                        .with(RegistryLimit.REGISTRATIONS_PER_KEY, ANY)
                        .with(RegistryLimit.REGISTRATIONS_PER_ADDRESS, ANY)
                        .with(RegistryLimit.REQUESTS_PER_CONNECTION, ANY)
                        .with(RegistryLimit.REQUESTS_PER_KEY, ANY)
                        .with(RegistryLimit.REQUESTS_PER_ADDRESS, ANY);
        RegistryStore store =
                EmbeddedStore.inFolder(
                        folder.resolve("leases"), options.store(), InstantSource.system());
        opened.add(store);
        RegistryServer server =
                RegistryServer.start(
                        network("registry", folder),
                        Address.parse("tls://127.0.0.1:0"),
                        options,
                        store);
        opened.add(server);
        return server;
    }

    private static BlockingQueue<Told> watcher(
            String name, Path folder, Address registry, List<AutoCloseable> opened)
            throws IOException {
        BlockingQueue<Told> told = new LinkedBlockingQueue<>();
        opened.add(
                new NodeBuilder(
                                IdentityStore.loadOrCreate(folder.resolve(name)),
                                new PeerName(name))
                        .dataDirectory(folder.resolve(name))
                        .transports(transports())
                        .discoveries(List.of(new RegistryDiscovery()))
                        .directories(registry)
                        .onEvent(
                                event -> {
                                    switch (event) {
                                        case NodeEvent.PeerAppeared(var peer)
                                                when peer.name().equals(NAME) ->
                                                told.add(new Told(true, System.nanoTime()));
                                        case NodeEvent.PeerLeft(var peer)
                                                when peer.name().equals(NAME) ->
                                                told.add(new Told(false, System.nanoTime()));
                                        default -> {}
                                    }
                                })
                        .start());
        return told;
    }

    private static void awaitWatchers(RegistryServer server, int watchers)
            throws InterruptedException {
        while (server.statistics().watchers() < watchers) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static List<Double> millis(List<BlockingQueue<Told>> all, boolean isHere, long start)
            throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (BlockingQueue<Told> told : all) {
            Told next = told.poll(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS);
            if (next == null || next.isHere() != isHere) {
                throw new IllegalStateException("a node has not told what has happened: " + next);
            }
            millis.add((next.at() - start) / 1e6);
        }
        return millis;
    }

    private static void print(PrintStream out, String what, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        out.printf(
                "| %s | %.2f | %.2f | %.2f |%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.getLast());
    }

    private static Network network(String name, Path folder) throws IOException {
        return Networks.of(
                IdentityStore.loadOrCreate(folder.resolve(name)), new PeerName(name), transports());
    }

    private static List<Transport> transports() {
        return ServiceLoader.load(Transport.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
