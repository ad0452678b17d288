package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewable;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.embedded.EmbeddedStore;

/**
 * Fills an embedded store, without links, and measures its time and memory; {@code
 * bench/registry-store} prints the figures.
 */
final class StoreLoad {
    private static final int RECORD = 220;
    private static final int CALLERS = 256;
    private static final Duration LONG = Duration.ofHours(1);

    private final int leases;
    private final double seconds;
    private final PrintStream out;
    private final PeerId[] ids;
    private final SignedRecord[] records;

    private StoreLoad(int leases, double seconds, PrintStream out) {
        this.leases = leases;
        this.seconds = seconds;
        this.out = out;
        this.ids = new PeerId[leases];
        this.records = new SignedRecord[leases];
    }

    /** Takes {@code FOLDER [LEASES [SECONDS]]}. */
    public static void main(String[] arguments) throws Exception {
        int leases = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 5;
        if (leases < 1_000 || leases > 4_000_000) {
            System.err.println("1000 to 4000000 leases");
            System.exit(2);
        }
        run(Path.of(arguments[0]), leases, seconds, System.out);
    }

    /**
     * @param seconds the time for each count by the second
     */
    static void run(Path folder, int leases, double seconds, PrintStream out) throws Exception {
        var load = new StoreLoad(leases, seconds, out);
        load.inMemory();
        load.onDisk(folder);
        try (RegistryStore brief = load.filled(Duration.ofSeconds(3 + leases / 25_000))) {
            new StoreExpiry(brief, load.ids, out).run(Math.min(50_000, leases / 2));
        }
    }

    private void inMemory() throws Exception {
        bounds();
        long before = heap();
        for (int i = 0; i < leases; i++) {
            records[i] = record(i, 1);
        }
        long empty = heap();
        try (RegistryStore store = filled(LONG)) {
            out.printf(
                    "%,d leases: %d bytes of heap a lease with its name and indexes, and %d for the record%n",
                    leases, (heap() - empty) / leases, (empty - before) / leases);
            // as a server has them, in no order
            for (int i = 0; i < leases; i++) {
                ids[i] = id(i);
            }
            renewals(store);
            lookups(store);
        }
    }

    private RegistryStore filled(Duration ttl) throws Exception {
        RegistryStore store =
                EmbeddedStore.inMemory(StoreSettings.of(ttl, leases), InstantSource.system());
        for (int i = 0; i < leases; i++) {
            put(store, i, 1);
        }
        return store;
    }

    /** Measures the most that the memory allows, without any store: objects visited in no order. */
    private void bounds() throws Exception {
        var all = new Object[leases];
        Arrays.setAll(all, i -> new long[12]);
        long[] sum = new long[1];
        double free =
                Pace.ofCore(
                        seconds / 2,
                        64,
                        random -> {
                            for (int i = 0; i < 64; i++) {
                                sum[0] += ((long[]) all[random.nextInt(leases)])[4]++;
                            }
                        });
        double chained =
                Pace.ofCore(
                        seconds / 2,
                        64,
                        random -> {
                            for (int i = 0; i < 64; i++) {
                                int next =
                                        Math.abs((int) (random.nextInt(leases) + sum[0]) % leases);
                                sum[0] += ((long[]) all[next])[4];
                            }
                        });
        out.printf(
                "bare objects of 112 bytes, one touched at a time: %s M/s a core, %s M/s if each waits for the last%n",
                millions(free), millions(chained));
    }

    private void renewals(RegistryStore store) throws Exception {
        // as links have them
        Renewable[] links = Stream.of(ids).map(store::renewable).toArray(Renewable[]::new);
        Collections.shuffle(Arrays.asList(links));
        for (Renewable link : links) {
            link.renew();
        }
        double byLink =
                Pace.ofCore(
                        seconds,
                        64,
                        random -> {
                            for (int i = 0; i < 64; i++) {
                                require(links[random.nextInt(leases)].renew());
                            }
                        });
        int[] next = new int[1];
        double inTurn =
                Pace.ofCore(
                        seconds,
                        64,
                        _ -> {
                            for (int i = 0; i < 64; i++) {
                                require(links[next[0]++ % leases].renew());
                            }
                        });
        double byId =
                Pace.ofCore(
                        seconds,
                        64,
                        random -> store.renew(batch(random)).forEach(StoreLoad::require));
        out.printf(
                "renewals a core: %s M/s by links, %s M/s by links in the order of their memory, %s M/s by id, 64 in a call; ConcurrentHashMap.compute by id %s M/s%n",
                millions(byLink), millions(inTurn), millions(byId), millions(map()));
    }

    private static void require(Renewal renewal) {
        if (renewal != Renewal.RENEWED) {
            throw new IllegalStateException("not renewed: " + renewal);
        }
    }

    private List<PeerId> batch(ThreadLocalRandom random) {
        var batch = new ArrayList<PeerId>(64);
        for (int i = 0; i < 64; i++) {
            batch.add(ids[random.nextInt(leases)]);
        }
        return batch;
    }

    /** Measures the same renewals in the map that comes to mind first. */
    private double map() throws Exception {
        record Entry(SignedRecord record, long issuedAt, long deadline) {}
        var map = new ConcurrentHashMap<PeerId, Entry>(leases);
        for (int i = 0; i < leases; i++) {
            map.put(id(i), new Entry(records[i], 1, 1));
        }
        return Pace.ofCore(
                seconds,
                64,
                random -> {
                    for (int i = 0; i < 64; i++) {
                        map.computeIfPresent(
                                ids[random.nextInt(leases)],
                                (_, e) ->
                                        new Entry(
                                                e.record, e.issuedAt, System.currentTimeMillis()));
                    }
                });
    }

    private void lookups(RegistryStore store) throws Exception {
        PeerName[] names =
                IntStream.range(0, leases).mapToObj(StoreLoad::name).toArray(PeerName[]::new);
        double byId =
                Pace.ofCore(
                        seconds,
                        64,
                        random -> {
                            for (int i = 0; i < 64; i++) {
                                store.find(ids[random.nextInt(leases)]).orElseThrow();
                            }
                        });
        double byName =
                Pace.ofCore(
                        seconds,
                        64,
                        random -> {
                            for (int i = 0; i < 64; i++) {
                                store.find(names[random.nextInt(leases)]).orElseThrow();
                            }
                        });
        out.printf(
                "lookups a core: %s M/s by id, %s M/s by name%n", millions(byId), millions(byName));
    }

    private void onDisk(Path folder) throws Exception {
        StoreSettings settings = StoreSettings.of(LONG, leases);
        try (RegistryStore store =
                        EmbeddedStore.inFolder(folder, settings, InstantSource.system());
                var snapshots = new SnapshotWatch(folder)) {
            Pace.Times times = Pace.of(CALLERS, leases, n -> put(store, n, 1));
            report("registrations", times, snapshots);
            // a second statement of each peer: more logs and snapshots, of a full store
            report("registered anew", Pace.of(CALLERS, leases, n -> put(store, n, 2)), snapshots);
        }
        long before = System.nanoTime();
        Duration cpu = cpu();
        try (RegistryStore again =
                EmbeddedStore.inFolder(folder, settings, InstantSource.system())) {
            out.printf(
                    "started again with %,d leases (%,d MB of files) in %.1f s, for which it had %.1f s of the cores%n",
                    again.statistics().leases(),
                    size(folder) >> 20,
                    since(before),
                    cpu().minus(cpu).toMillis() / 1e3);
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private void report(String what, Pace.Times times, SnapshotWatch snapshots) {
        Pace.Times all = times;
        long[] during =
                IntStream.range(0, times.nanos().length)
                        .filter(i -> snapshots.wasWriting(all.ends()[i]))
                        .mapToLong(i -> all.nanos()[i])
                        .toArray();
        out.printf(
                "%s on disk, %d callers at once: %,.0f a second, p50 %.1f ms, p99 %.1f ms, longest %.0f ms;"
                        + " %s%n",
                what,
                CALLERS,
                times.perSecond(),
                times.millis(0.5),
                times.millis(0.99),
                times.millis(1),
                during.length == 0
                        ? "none of them beside a snapshot"
                        : "%d %% of them beside a snapshot, p99 %.1f ms"
                                .formatted(
                                        during.length * 100L / times.nanos().length,
                                        Pace.Times.millis(during, 0.99)));
    }

    private void put(RegistryStore store, int number, long sequence)
            throws IOException, RequestRefusedException {
        store.put(
                new PeerRecord(
                        sequence == 1 ? records[number] : record(number, sequence),
                        id(number),
                        sequence,
                        System.currentTimeMillis(),
                        name(number),
                        Visibility.PUBLIC));
    }

    private static SignedRecord record(int number, long sequence) {
        byte[] record = new byte[RECORD];
        ByteBuffer.wrap(record).putInt(number).putLong(sequence);
        return new SignedRecord(Bytes.wrap(record), Bytes.wrap(new byte[64]));
    }

    private static PeerId id(int number) {
        return PeerId.ofKey(ByteBuffer.allocate(4).putInt(number).array());
    }

    /** Returns a name in hexadecimal with other digits than those that look like letters. */
    private static PeerName name(int number) {
        var name = new StringBuilder("peer-");
        for (int rest = number; rest > 0 || name.length() == 5; rest /= 20) {
            name.append("23456789abcdefghijkp".charAt(rest % 20));
        }
        return new PeerName(name.toString());
    }

    private static String millions(double perSecond) {
        return "%.2f".formatted(perSecond / 1e6);
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    /** Returns the heap after a collection; repeats it until the heap grows no less. */
    private static long heap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
