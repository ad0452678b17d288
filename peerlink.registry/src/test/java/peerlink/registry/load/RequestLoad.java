package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.transport.tls.SourceTransport;

/**
 * Measures the number of requests a second that a registry answers over links, and their latency,
 * beside a server that sends as many bytes over TLS and does nothing else; in turns. Each link asks
 * anew as soon as it is answered.
 */
final class RequestLoad {
    private static final String[] NO_LIMITS = {
        "connections=20000",
        "requests-per-connection=1000000",
        "requests-per-key=1000000",
        "requests-per-address=100000000"
    };

    private final Path folder;
    private final PrintStream out;

    RequestLoad(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** Makes one request on a link, again and again. */
    private interface Exchange {
        void run() throws IOException;
    }

    private record Rate(double perSecond, double serverMicros, Latencies latencies) {}

    /**
     * Has so many links ask at once, each kind of request for so many seconds, in each of so many
     * rounds.
     */
    void run(int rounds, double seconds, List<Integer> concurrencies)
            throws IOException, InterruptedException {
        int links = concurrencies.stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (ServerProcess registry =
                        ServerProcess.registry(
                                Files.createTempDirectory(folder, "requests"),
                                RegistryLoad.javaOptions(),
                                NO_LIMITS);
                ServerProcess bare = ServerProcess.bareTls(RegistryLoad.javaOptions());
                LoadPeers peers = LoadPeers.of(0, links)) {
            peers.each(
                    peer -> {
                        peer.connect(registry);
                        peer.register();
                    });
            int answer =
                    Answer.encode(1, peers.all().getFirst().ask(lookup(peers))).size()
                            + Integer.BYTES;
            int request = size(lookup(peers));
            List<Link> echoes = new ArrayList<>();
            for (LoadPeer peer : peers.all()) {
                echoes.add(
                        new SourceTransport(LoadPeer.source(peer.number()))
                                .connect(
                                        bare.address(),
                                        peer.identity(),
                                        LinkPolicy.DEFAULT,
                                        bare.id()));
            }
            out.printf("a lookup has %d bytes, its answer %d%n", request, answer);
            for (int concurrency : concurrencies) {
                List<Exchange> lookups = new ArrayList<>();
                List<Exchange> renewals = new ArrayList<>();
                List<Exchange> bytes = new ArrayList<>();
                for (int i = 0; i < concurrency; i++) {
                    LoadPeer peer = peers.all().get(i);
                    Link echo = echoes.get(i);
                    lookups.add(() -> peer.ask(lookup(peers)));
                    renewals.add(peer::renew);
                    bytes.add(() -> RegistryLoad.echo(echo, request, answer));
                }
                measure(rounds, seconds, peers, registry, bare, lookups, renewals, bytes);
            }
            for (Link echo : echoes) {
                echo.close();
            }
        }
    }

    private void measure(
            int rounds,
            double seconds,
            LoadPeers peers,
            ServerProcess registry,
            ServerProcess bare,
            List<Exchange> lookups,
            List<Exchange> renewals,
            List<Exchange> bytes)
            throws IOException, InterruptedException {
        List<Rate> found = new ArrayList<>();
        List<Rate> renewed = new ArrayList<>();
        List<Rate> echoed = new ArrayList<>();
        // the first round warms up, and counts for nothing
        for (int round = 0; round <= rounds; round++) {
            // of those that don't take part, too: a lease lasts for 90 s
            peers.each(LoadPeer::renew);
            Rate a = rate(registry, seconds, lookups);
            Rate b = rate(bare, seconds, bytes);
            Rate c = rate(registry, seconds, renewals);
            if (round > 0) {
                found.add(a);
                echoed.add(b);
                renewed.add(c);
            }
        }
        print(lookups.size(), "lookups", found);
        print(lookups.size(), "renewals", renewed);
        print(lookups.size(), "bare TLS", echoed);
        out.printf(
                "%,6d links: lookups to bare TLS %.2f%n",
                lookups.size(), median(found).perSecond / median(echoed).perSecond);
    }

    private void print(int links, String what, List<Rate> rates) {
        Rate median = median(rates);
        out.printf(
                "%,6d links: %-8s %,8.0f/s, %s, %.0f us of the server's processor time each%n",
                links, what, median.perSecond, median.latencies.text(), median.serverMicros);
    }

    private static Request lookup(LoadPeers peers) {
        int any = ThreadLocalRandom.current().nextInt(peers.all().size());
        return new Request.LookupId(peers.all().get(any).identity().id());
    }

    private static int size(Request request) {
        return Request.encode(1_000, request).size() + Integer.BYTES;
    }

    private static Rate rate(ServerProcess server, double seconds, List<Exchange> links)
            throws IOException, InterruptedException {
        var latencies = new Latencies();
        long cpu = server.cpu();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Exchange each : links) {
                all.add(
                        threads.submit(
                                () -> {
                                    for (long now = System.nanoTime(); now < end; ) {
                                        each.run();
                                        long then = System.nanoTime();
                                        latencies.add(then - now);
                                        now = then;
                                    }
                                    return null;
                                }));
            }
        }
        long took = System.nanoTime() - start;
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException("a request failed: " + e.getCause(), e);
            }
        }
        long done = latencies.count();
        return new Rate(
                done * (double) TimeUnit.SECONDS.toNanos(1) / took,
                (server.cpu() - cpu) / 1e3 / done,
                latencies);
    }

    /** Returns the round in the middle, by its rate. */
    private static Rate median(List<Rate> rates) {
        return rates.stream()
                .sorted(Comparator.comparingDouble(Rate::perSecond))
                .toList()
                .get(rates.size() / 2);
    }
}
