package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.transport.tls.SourceTransport;

/**
 * Measures the number of peers a second that connect and are registered, beside a server that does
 * TLS and nothing else, in turns.
 */
final class HandshakeLoad {
    private static final int AT_ONCE = 48;

    private final Path folder;
    private final PrintStream out;

    HandshakeLoad(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    private record Rate(double perSecond, double serverMicros) {}

    /** Opens links for so many seconds in each of so many rounds. */
    void run(int rounds, double seconds) throws IOException, InterruptedException {
        try (ServerProcess registry =
                        ServerProcess.registry(
                                Files.createTempDirectory(folder, "handshakes"),
                                RegistryLoad.javaOptions(),
                                "connections=20000",
                                "registrations-per-key=1000000",
                                "requests-per-key=1000000");
                ServerProcess bare = ServerProcess.bareTls(RegistryLoad.javaOptions());
                LoadPeers peers = LoadPeers.of(0, 500)) {
            Step registered =
                    peer -> {
                        try (Link _ = peer.connect(registry)) {
                            peer.register();
                        }
                    };
            Step connected =
                    peer -> {
                        var transport = new SourceTransport(LoadPeer.source(peer.number()));
                        try (Link link =
                                transport.connect(
                                        bare.address(),
                                        peer.identity(),
                                        LinkPolicy.DEFAULT,
                                        bare.id())) {
                            // a client that has read an answer knows that the server is done, too
                            RegistryLoad.echo(link, 8, 8);
                        }
                    };
            List<Rate> ours = new ArrayList<>();
            List<Rate> theirs = new ArrayList<>();
            // the first round warms up, and counts for nothing
            for (int round = 0; round <= rounds; round++) {
                Rate a = rate(registry, peers, seconds, registered);
                Rate b = rate(bare, peers, seconds, connected);
                if (round > 0) {
                    ours.add(a);
                    theirs.add(b);
                }
            }
            Rate a = median(ours);
            Rate b = median(theirs);
            out.printf(
                    "connected and registered: %,.0f/s, %,.0f us of the server's processor time each%n",
                    a.perSecond, a.serverMicros);
            out.printf("bare TLS: %,.0f/s, %,.0f us%n", b.perSecond, b.serverMicros);
            out.printf("ratio %.2f (medians of %d rounds)%n", a.perSecond / b.perSecond, rounds);
        }
    }

    private interface Step {
        void run(LoadPeer peer) throws IOException;
    }

    private static Rate rate(ServerProcess server, LoadPeers peers, double seconds, Step step)
            throws IOException, InterruptedException {
        long cpu = server.cpu();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                // each thread has peers of its own
                List<LoadPeer> own = new ArrayList<>();
                for (int j = i; j < peers.all().size(); j += AT_ONCE) {
                    own.add(peers.all().get(j));
                }
                Collections.shuffle(own, ThreadLocalRandom.current());
                all.add(
                        threads.submit(
                                () -> {
                                    int done = 0;
                                    while (System.nanoTime() < end) {
                                        step.run(own.get(done % own.size()));
                                        done++;
                                    }
                                    return done;
                                }));
            }
        }
        long took = System.nanoTime() - start;
        int done = 0;
        for (Future<Integer> each : all) {
            try {
                done += each.get();
            } catch (ExecutionException e) {
                throw new IOException("a handshake failed: " + e.getCause(), e);
            }
        }
        return new Rate(
                done * (double) TimeUnit.SECONDS.toNanos(1) / took,
                (server.cpu() - cpu) / 1e3 / done);
    }

    private static Rate median(List<Rate> rates) {
        return new Rate(
                RegistryLoad.median(rates.stream().map(Rate::perSecond).toList()),
                RegistryLoad.median(rates.stream().map(Rate::serverMicros).toList()));
    }
}
