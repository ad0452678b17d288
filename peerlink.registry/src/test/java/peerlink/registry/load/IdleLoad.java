package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the cost of a link that is registered, watches, and renews, and on which nothing else
 * happens.
 */
final class IdleLoad {
    private final Path folder;
    private final PrintStream out;

    IdleLoad(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /**
     * Holds the memory of a server, in bytes.
     *
     * @param heap the reachable memory
     * @param resident the memory of the process
     * @param kernel the kernel's memory for both ends of all links on this machine
     */
    record Memory(int links, long heap, long resident, long kernel) {
        Memory minus(Memory other) {
            return new Memory(
                    links - other.links,
                    heap - other.heap,
                    resident - other.resident,
                    kernel - other.kernel);
        }

        /** Returns the memory of each link, of the kernel's the server's half. */
        String perLink() {
            double kib = 1024.0 * links;
            return "heap %.1f KiB, process %.1f KiB, kernel %.1f KiB"
                    .formatted(heap / kib, resident / kib, kernel / 2 / kib);
        }
    }

    /**
     * Measures with each number of links in turn, each time with a server of its own; and the slope
     * between the last two.
     */
    void run(List<Integer> counts) throws IOException, InterruptedException {
        List<Memory> all = new ArrayList<>();
        for (int count : counts) {
            all.add(measure(count));
        }
        for (int i = 1; i < all.size(); i++) {
            out.printf(
                    "each link between %,d and %,d: %s%n",
                    all.get(i - 1).links,
                    all.get(i).links,
                    all.get(i).minus(all.get(i - 1)).perLink());
        }
    }

    private Memory measure(int count) throws IOException, InterruptedException {
        // the same heap beside the links, for any number of them
        String heap = "-Xmx%dm".formatted(64 + (long) count * LINK_KIB / 1024);
        try (ServerProcess server =
                        ServerProcess.registry(
                                Files.createTempDirectory(folder, "idle"),
                                RegistryLoad.javaOptions(heap),
                                "connections=" + (count + 100));
                LoadPeers peers = LoadPeers.of(0, count)) {
            Memory before = memory(server, 0);
            long start = System.nanoTime();
            peers.register(server);
            double seconds = (System.nanoTime() - start) / 1e9;
            // not before all are there: each would be told of all that come after it
            peers.each(LoadPeer::watch);
            peers.each(LoadPeer::renew);
            Memory after = memory(server, count);
            Map<String, Long> look = server.look(false);
            out.printf(
                    "%,d links (%s, registered in %.0f s; %,d watch, %,d leases, %,d renewals, %d lost): %s%n",
                    count,
                    heap,
                    seconds,
                    look.get("watchers"),
                    look.get("leases"),
                    look.get("renewals"),
                    peers.lost(),
                    after.minus(before).perLink());
            if (look.get("watchers") != count || look.get("leases") != count) {
                throw new IOException("not all links are there: " + look);
            }
            RegistryLoad.pause(server);
            return after;
        }
    }

    /** The server's heap for a link, in KiB. */
    private static final int LINK_KIB = 18;

    private static Memory memory(ServerProcess server, int links) throws IOException {
        long heap = server.look(true).get("heap");
        return new Memory(links, heap, server.resident(), kernel());
    }

    /** Returns the kernel's memory for objects, of which sockets are the part that changes here. */
    static long kernel() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("Slab:")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
