package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.plugin.registry.redis.testing.RedisProcess;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.Sweep;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/**
 * Fills a store in Redis, without links, and measures its time and memory; {@code
 * bench/registry-redis} prints the figures.
 */
final class StoreLoad {
    private static final int RECORD = 220;
    private static final int CALLERS = 256;
    private static final int CALLS = 200_000;

    private final RedisProcess redis;
    private final RegistryStore store;
    private final int leases;

    private StoreLoad(RedisProcess redis, RegistryStore store, int leases) {
        this.redis = redis;
        this.store = store;
        this.leases = leases;
    }

    /** Takes {@code [LEASES]}. */
    public static void main(String[] arguments) throws Exception {
        int leases = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        if (leases < 1_000 || leases > 2_000_000) {
            System.err.println("1000 to 2000000 leases");
            System.exit(2);
        }
        try (RedisProcess redis =
                        RedisProcess.start(
                                "--appendonly",
                                "yes",
                                "--appendfsync",
                                "everysec",
                                // a rewrite would keep Redis busy, at a moment of its own choice
                                "--auto-aof-rewrite-percentage",
                                "0");
                RegistryStore store = open(redis, "load", Duration.ofHours(1), leases);
                RegistryStore brief = open(redis, "brief", Duration.ofSeconds(10), leases)) {
            var load = new StoreLoad(redis, store, leases);
            load.register();
            load.renew();
            load.find();
            new StoreLoad(redis, brief, Math.min(leases, 50_000)).expire();
        }
        System.exit(0);
    }

    private static RegistryStore open(RedisProcess redis, String prefix, Duration ttl, int leases)
            throws IOException {
        return new RedisStoreProvider()
                .open(
                        URI.create(
                                "redis://"
                                        + redis.hostAndPort()
                                        + "?patience=60000&prefix="
                                        + prefix),
                        StoreSettings.of(ttl, leases));
    }

    private static PeerId id(int number) {
        return PeerId.ofKey(ByteBuffer.allocate(4).putInt(number).array());
    }

    private PeerRecord record(int number) throws IOException {
        byte[] signed = new byte[RECORD];
        ByteBuffer.wrap(signed).putInt(number);
        return new PeerRecord(
                new SignedRecord(Bytes.wrap(signed), Bytes.wrap(new byte[64])),
                id(number),
                1,
                store.now().toEpochMilli(),
                new PeerName("peer-" + number),
                Visibility.PUBLIC);
    }

    private void put(int number) throws IOException {
        try {
            store.put(record(number));
        } catch (RequestRefusedException e) {
            // names that look alike
        }
    }

    private interface Step {
        void run(int number) throws IOException;
    }

    /**
     * @param perSecond the number of steps a second
     * @param redisBusy the part of a core that Redis had meanwhile, in percent
     */
    private record Rate(double perSecond, double redisBusy) {}

    /** Makes steps by so many callers at once. */
    private Rate rate(int callers, int steps, Step step) throws Exception {
        double cpu = number("cpu", "used_cpu_user") + number("cpu", "used_cpu_sys");
        var next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        long before = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                all.add(
                        threads.submit(
                                () -> {
                                    for (int n = next.getAndIncrement();
                                            n < steps;
                                            n = next.getAndIncrement()) {
                                        step.run(n);
                                    }
                                    return null;
                                }));
            }
        }
        long took = System.nanoTime() - before;
        for (Future<?> each : all) {
            each.get();
        }
        double used = number("cpu", "used_cpu_user") + number("cpu", "used_cpu_sys") - cpu;
        return new Rate(steps * 1e9 / took, used * 100e9 / took);
    }

    private void register() throws Exception {
        long before = memory();
        Rate rate = rate(CALLERS, leases, this::put);
        long held = store.statistics().leases();
        System.out.printf(
                "%,d leases: %,.0f registrations/s (redis %.0f %% of a core); %,d bytes of redis a lease, of which the record %d%n",
                held, rate.perSecond(), rate.redisBusy(), (memory() - before) / held, RECORD + 64);
    }

    private void renew() throws Exception {
        int batch = RegistryStore.MAX_RENEWALS;
        Rate rate =
                rate(
                        16,
                        5 * CALLS / batch,
                        _ -> {
                            var ids = new ArrayList<PeerId>(batch);
                            for (int i = 0; i < batch; i++) {
                                ids.add(id(ThreadLocalRandom.current().nextInt(leases)));
                            }
                            store.renew(ids);
                        });
        System.out.printf(
                "%,.0f renewals/s, %d in a call (redis %.0f %% of a core)%n",
                rate.perSecond() * batch, batch, rate.redisBusy());
    }

    private void find() throws Exception {
        Rate rate =
                rate(
                        CALLERS,
                        CALLS,
                        _ -> store.find(id(ThreadLocalRandom.current().nextInt(leases))));
        System.out.printf(
                "%,.0f lookups/s by id, %d callers at once (redis %.0f %% of a core)%n",
                rate.perSecond(), CALLERS, rate.redisBusy());
    }

    /** Lets leases run out as fast as they came, and sweeps as a registry does. */
    private void expire() throws Exception {
        rate(CALLERS, leases, this::put);
        long left = store.statistics().leases();
        long lag = 0;
        int ended = 0;
        while (ended < left) {
            Sweep sweep = store.sweep();
            ended += sweep.ended();
            lag = Math.max(lag, sweep.lag().toMillis());
            Thread.sleep(RegistryStore.SWEEP_PERIOD);
        }
        System.out.printf("%,d leases ran out and were ended, at most %d ms late%n", ended, lag);
    }

    private long memory() {
        return (long) number("memory", "used_memory");
    }

    private double number(String section, String name) {
        try (var connection = new Connection(new HostAndPort("127.0.0.1", redis.port()))) {
            connection.sendCommand(Protocol.Command.INFO, section);
            return Replies.text(connection.getOne())
                    .lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
