package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.protocol.RelayFrame;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Measures a relay in a registry's process: the memory of circuits on which nothing happens, and
 * the throughput of a TLS stream from peer to peer, beside a program that joins two TCP
 * connections.
 */
final class RelayLoad {
    /** The circuits by one place; a peer declines calls beyond 256. */
    private static final int CIRCUITS_PER_PLACE = 200;

    private static final int AT_ONCE = 12;

    /** The peers of the registry in the same process, whose renewals must not suffer. */
    private static final int REGISTERED = 200;

    private static final int PIECE = 1 << 18;
    private static final String UNLIMITED = Integer.toString(100_000_000);

    private final Path folder;
    private final PrintStream out;

    RelayLoad(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    // ---- memory

    /** Opens so many circuits, and tells the memory of each. */
    void idle(int count) throws IOException, InterruptedException {
        // both ends of each circuit are in this process, and leave it half of its files
        try (ServerProcess server = server(List.of("-Xmx%dm".formatted(64 + count * 24L / 1024)));
                LoadPeers registered = LoadPeers.of(0, REGISTERED)) {
            registered.register(server);
            Address place = place(server);
            List<Identity> called =
                    IntStream.rangeClosed(0, (count - 1) / CIRCUITS_PER_PLACE)
                            .mapToObj(i -> TestIdentities.ed25519("called-" + i))
                            .toList();
            var ends = new ConcurrentLinkedQueue<Circuit>();
            List<Listener> places = new ArrayList<>();
            for (Identity peer : called) {
                places.add(new RelayCarrier().listen(place, network(peer), ends::add, _ -> {}));
            }
            long heap = server.look(true).get("heap");
            long resident = server.resident();
            long kernel = IdleLoad.kernel();
            long start = System.nanoTime();
            int failed = open(count, place, called, ends);
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Long> look = server.look(true);
            long circuits = look.get("circuits");
            out.printf(
                    "%,d circuits (opened in %.0f s, %d failed), each: heap %.1f KiB, process %.1f KiB, kernel %.1f KiB;"
                            + " %d of %d peers of the registry in the same process, %d renewals lost%n",
                    circuits,
                    seconds,
                    failed,
                    (look.get("heap") - heap) / 1024.0 / circuits,
                    (server.resident() - resident) / 1024.0 / circuits,
                    // the server's half of the sockets
                    (IdleLoad.kernel() - kernel) / 2 / 1024.0 / circuits,
                    look.get("leases"),
                    REGISTERED,
                    registered.lost());
            RegistryLoad.pause(server);
            ends.forEach(Circuit::close);
            places.forEach(Listener::close);
            if (circuits != count || registered.lost() > 0) {
                throw new IOException("not all is there: " + look);
            }
        }
    }

    private static int open(
            int count, Address place, List<Identity> called, ConcurrentLinkedQueue<Circuit> ends)
            throws InterruptedException {
        Network network = network(TestIdentities.ed25519("caller"));
        var places = new Semaphore(AT_ONCE);
        var done = new CountDownLatch(count);
        var failed = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            Identity to = called.get(i / CIRCUITS_PER_PLACE);
            places.acquire();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    Circuit circuit =
                                            new RelayCarrier().connect(place, to.id(), network);
                                    ends.add(circuit);
                                    circuit.output().write(new byte[100]);
                                } catch (IOException e) {
                                    failed.incrementAndGet();
                                } finally {
                                    places.release();
                                    done.countDown();
                                }
                            });
        }
        done.await();
        return failed.get();
    }

    // ---- throughput

    /** Sends so many MiB in each of so many rounds, each way in turn. */
    void speed(int rounds, int mib) throws IOException, InterruptedException {
        Identity alice = TestIdentities.ed25519("alice");
        Identity bob = TestIdentities.ed25519("bob");
        var tls = new TlsTransport();
        BlockingQueue<Long> received = new ArrayBlockingQueue<>(1);
        int spliced = freePort();
        try (ServerProcess server = server(List.of());
                Listener direct =
                        tls.listen(
                                Address.of("tls", "127.0.0.1", 0),
                                bob,
                                LinkPolicy.DEFAULT,
                                link -> received.add(drain(link)));
                Listener relayed =
                        new RelayCarrier()
                                .listen(
                                        place(server),
                                        network(bob),
                                        circuit -> accept(tls, circuit, bob, received),
                                        _ -> {});
                Socat _ = Socat.start(spliced, direct.address().port())) {
            Map<String, Opener> ways = new LinkedHashMap<>();
            ways.put("direct", () -> connect(tls, direct.address(), alice, bob));
            ways.put(
                    "socat",
                    () -> connect(tls, Address.of("tls", "127.0.0.1", spliced), alice, bob));
            ways.put(
                    "relay",
                    () ->
                            tls.connect(
                                    new RelayCarrier()
                                            .connect(relayed.address(), bob.id(), network(alice)),
                                    alice,
                                    LinkPolicy.DEFAULT,
                                    bob.id()));
            Map<String, List<Double>> all = new LinkedHashMap<>();
            // the first round warms up, and counts for nothing
            for (int round = 0; round <= rounds; round++) {
                for (var way : ways.entrySet()) {
                    double rate = rate(way.getValue(), mib, received);
                    if (round > 0) {
                        all.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add(rate);
                    }
                }
            }
            List<Double> ratios =
                    IntStream.range(0, rounds)
                            .mapToObj(i -> all.get("relay").get(i) / all.get("socat").get(i))
                            .toList();
            out.printf(
                    "one TLS stream from peer to peer, %d rounds of %d MiB, MiB/s: direct %.0f, by socat %.0f, by the relay %.0f, %.2f of socat's%n",
                    rounds,
                    mib,
                    RegistryLoad.median(all.get("direct")),
                    RegistryLoad.median(all.get("socat")),
                    RegistryLoad.median(all.get("relay")),
                    RegistryLoad.median(ratios));
        }
    }

    private interface Opener {
        Link open() throws IOException;
    }

    private static double rate(Opener opener, int mib, BlockingQueue<Long> received)
            throws IOException, InterruptedException {
        Bytes piece = Bytes.wrap(new byte[PIECE]);
        try (Link link = opener.open()) {
            long start = System.nanoTime();
            for (int i = 0; i < mib * ((1 << 20) / PIECE); i++) {
                link.send(piece);
            }
            link.send(Bytes.utf8("."));
            Long bytes = received.poll(1, TimeUnit.MINUTES);
            if (bytes == null || bytes != (long) mib << 20) {
                throw new IOException("not all has arrived: " + bytes);
            }
            return mib / ((System.nanoTime() - start) / 1e9);
        }
    }

    /** Reads pieces up to a frame of one byte. */
    private static long drain(Link link) throws IOException {
        long bytes = 0;
        while (true) {
            Bytes frame = link.receive();
            if (frame.size() == 1) {
                return bytes;
            }
            bytes += frame.size();
        }
    }

    private static void accept(
            TlsTransport tls, Circuit circuit, Identity bob, BlockingQueue<Long> received) {
        try {
            tls.accept(circuit, bob, LinkPolicy.DEFAULT, link -> received.add(drain(link)));
        } catch (IOException e) {
            // the sender waits in vain, and says so
            circuit.close();
        }
    }

    private static Link connect(TlsTransport tls, Address address, Identity alice, Identity bob)
            throws IOException {
        return tls.connect(address, alice, LinkPolicy.DEFAULT, bob.id());
    }

    // ---- common

    private ServerProcess server(List<String> javaOptions) throws IOException {
        List<String> limits =
                new ArrayList<>(List.of("connections=100000", "connections-per-address=100000"));
        for (String limit :
                List.of(
                        "circuits",
                        "circuits-per-key",
                        "circuits-per-address",
                        "calls-per-key",
                        "calls-per-address",
                        "calls-to-key")) {
            limits.add("relay-" + limit + "=100000");
        }
        for (String limit :
                List.of(
                        "kib-per-second",
                        "mib-per-hour-per-key",
                        "mib-per-hour-per-address",
                        "mib-per-hour")) {
            limits.add("relay-" + limit + "=" + UNLIMITED);
        }
        limits.add("relay-idle-seconds=3600");
        return ServerProcess.registry(
                Files.createTempDirectory(folder, "relay"),
                RegistryLoad.javaOptions(javaOptions.toArray(String[]::new)),
                limits.toArray(String[]::new));
    }

    private static Address place(ServerProcess server) throws IOException {
        return RelayFrame.place(server.address(), server.id())
                .orElseThrow(() -> new IOException("no place at " + server.address()));
    }

    private static Network network(Identity identity) {
        return Networks.of(
                identity,
                new PeerName("somebody"),
                List.of(new TlsTransport()),
                List.of(new RelayCarrier()),
                LinkPolicy.DEFAULT);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Joins TCP connections, by the program {@code socat}. */
    private record Socat(Process process) implements AutoCloseable {
        static Socat start(int port, int target) throws IOException {
            try {
                return new Socat(
                        new ProcessBuilder(
                                        "socat",
                                        "-b",
                                        "65536",
                                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr",
                                        "TCP:127.0.0.1:" + target)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
            } catch (IOException e) {
                throw new IOException("the program to compare with is missing: install socat", e);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
