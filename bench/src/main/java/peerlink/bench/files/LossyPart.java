package peerlink.bench.files;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.bench.chaos.ChaosNetwork;
import peerlink.bench.chaos.ChaosWire;
import peerlink.bench.chaos.Host;

/**
 * Measures a file over a link with delay and loss, {@code files/2} and {@code scp} in turn, between
 * two network namespaces that are joined as those of {@code bench/chaos} are.
 */
final class LossyPart {
    private static final long SEED = 5;

    /** 20 ms each way, and 10 packets of 1,000 lost. */
    private static final ChaosWire.Weather WEATHER = new ChaosWire.Weather(20, 21, 10);

    /** Names the congestion control of this machine, which both programs use. */
    private static final Path CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private final Path folder;
    private final PrintStream out;
    private final List<String> options;

    /**
     * @param folder a new folder
     * @param options the options for the peers' JVMs
     */
    LossyPart(Path folder, PrintStream out, List<String> options) {
        this.folder = folder;
        this.out = out;
        this.options = options;
    }

    void run(int rounds, Path file) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (ChaosNetwork network = ChaosNetwork.make(List.of("alice", "bob"), SEED)) {
            ChaosWire wire = network.wire();
            if (wire == null) {
                notTested(network.toString());
                return;
            }
            Host alice = network.hosts().getFirst();
            Host bob = network.hosts().getLast();
            try (LocalSsh ssh = LocalSsh.start(folder.resolve("ssh"), alice, bob).orElse(null);
                    Pair pair = new Pair(folder.resolve("pair"), 2, options, alice, bob)) {
                if (ssh == null) {
                    notTested("openssh-server or rsync is not installed");
                    return;
                }
                wire.weather(WEATHER);
                measure(rounds, file, ssh, pair);
            }
            out.printf(
                    "%s: %,d packets arrived, %,d were lost%n%n",
                    WEATHER, wire.carried(), wire.dropped());
        }
    }

    private void measure(int rounds, Path file, LocalSsh ssh, Pair pair)
            throws IOException, InterruptedException {
        Table table = new Table();
        for (int round = 0; round < rounds; round++) {
            Path copy = folder.resolve("copy.bin");
            out.printf("round %d of %d%n", round + 1, rounds);
            table.add(
                    "scp", ssh.scp(file, copy) + LocalSsh.seconds(() -> FilesBenchmark.sync(copy)));
            FilesBenchmark.requireSame(file, copy);
            Files.delete(copy);
            table.add("files/2", pair.send(file));
            FilesBenchmark.requireSame(
                    file, pair.received().resolve(file.getFileName().toString()));
            pair.clear();
        }
        table.print(
                out,
                "%,d MiB over %s, %s, s"
                        .formatted(
                                Files.size(file) >> 20, WEATHER, Files.readString(CONTROL).strip()),
                "scp");
    }

    private void notTested(String reason) {
        out.println("NOT TESTED: files over a lossy link: " + reason);
        out.println();
    }
}
