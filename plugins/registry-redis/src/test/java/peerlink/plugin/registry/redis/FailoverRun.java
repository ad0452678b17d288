package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.Query;
import peerlink.testkit.contract.TestIdentities;

/**
 * Runs two registries over one Redis, and kills one part after the other. A short run is a test;
 * {@code bench/registry-failover} makes a long one and prints the figures.
 *
 * @param peers the number of peers that register
 * @param under the time for which registrations go on after the master was killed
 */
record FailoverRun(int peers, Duration under) {
    private static final Duration MAX_WAIT = Duration.ofSeconds(90);

    /** Times in nanoseconds. */
    record Visibility(long[] nanos) {
        long percentile(int percent) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
        }
    }

    /**
     * @param took the time until all had registered at the other one
     * @param missing the number of times that a peer was not found meanwhile
     */
    record Move(int moved, Duration took, int missing) {}

    /**
     * @param acknowledged the number of registrations that were acknowledged
     * @param during those of them after the master had been killed
     * @param gap the longest time without one
     * @param lost those of them that are not there in the end
     */
    record MasterKill(int acknowledged, int during, Duration gap, int lost) {}

    /**
     * Registers peers at one registry, one after the other; a watcher at the other one sees each.
     */
    Visibility measureVisibility(SharedRegistries registries) throws Exception {
        SharedRegistries.Node here = registries.start();
        SharedRegistries.Node there = registries.start();
        Map<PeerId, Long> seen = new ConcurrentHashMap<>();
        Directory watcher = registries.open(there, TestIdentities.ed25519("watcher"));
        var isWatching = new AtomicBoolean();
        watcher.watch(
                event -> {
                    if (event instanceof DirectoryEvent.Appeared(var peer)) {
                        seen.putIfAbsent(peer.id(), System.nanoTime());
                    }
                    isWatching.set(true);
                });
        await("the watch", isWatching::get);
        long[] nanos = new long[peers];
        for (int i = 0; i < peers; i++) {
            Identity identity = TestIdentities.ed25519("peer" + i);
            Directory directory = registries.open(here, identity);
            // the link is there before the clock runs
            directory.find(new Query.ById(identity.id()));
            long before = System.nanoTime();
            directory.register(SharedRegistries.announcement("seen-" + i));
            await("the peer", () -> seen.containsKey(identity.id()));
            nanos[i] = seen.get(identity.id()) - before;
            directory.close();
        }
        registries.kill(here);
        registries.kill(there);
        return new Visibility(nanos);
    }

    /**
     * Kills the registry that has all peers, and asks the other one for each record all the time.
     */
    Move measureMove(SharedRegistries registries) throws Exception {
        SharedRegistries.Node first = registries.start();
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            Identity identity = TestIdentities.ed25519("mover" + i);
            identities.add(identity);
            registries.openAny(identity).register(SharedRegistries.announcement("mover-" + i));
        }
        SharedRegistries.Node second = registries.start();
        Directory prober = registries.open(second, TestIdentities.ed25519("prober"));
        var isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> missing = threads.submit(() -> missing(prober, identities, isOver));
            long before = System.nanoTime();
            registries.kill(first);
            try {
                await("the move", () -> second.server().statistics().registrations() >= peers);
            } finally {
                isOver.set(true);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            return new Move(peers, took, missing.get());
        } finally {
            registries.kill(second);
        }
    }

    private static int missing(Directory prober, List<Identity> identities, AtomicBoolean isOver)
            throws IOException {
        int missing = 0;
        boolean isLast;
        do {
            isLast = isOver.get();
            for (Identity identity : identities) {
                missing += prober.find(new Query.ById(identity.id())).isEmpty() ? 1 : 0;
            }
        } while (!isLast);
        return missing;
    }

    /**
     * Registers peers all the time while the master is killed; every acknowledged peer is found in
     * the end.
     */
    MasterKill measureMasterKill(SharedRegistries registries, SentinelCluster cluster)
            throws Exception {
        SharedRegistries.Node one = registries.start();
        SharedRegistries.Node other = registries.start();
        Map<PeerId, Long> acknowledged = new ConcurrentHashMap<>();
        var isOver = new AtomicBoolean();
        long killed;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (SharedRegistries.Node node : List.of(one, other, one, other)) {
                threads.submit(() -> register(registries, node, acknowledged, isOver));
            }
            await("some registrations", () -> acknowledged.size() >= 20);
            killed = System.nanoTime();
            cluster.killMaster();
            try {
                await("registrations go on", () -> after(acknowledged, killed) >= 20);
                LockSupport.parkNanos(under.toNanos());
            } finally {
                isOver.set(true);
            }
        }
        int lost = 0;
        Directory asking = registries.open(other, TestIdentities.ed25519("asking"));
        for (PeerId id : acknowledged.keySet()) {
            lost += asking.find(new Query.ById(id)).isEmpty() ? 1 : 0;
        }
        return new MasterKill(
                acknowledged.size(), after(acknowledged, killed), gap(acknowledged), lost);
    }

    private static void register(
            SharedRegistries registries,
            SharedRegistries.Node node,
            Map<PeerId, Long> acknowledged,
            AtomicBoolean isOver) {
        while (!isOver.get()) {
            Identity identity = TestIdentities.ed25519("writer");
            Directory directory = registries.open(node, identity);
            try {
                directory.register(
                        SharedRegistries.announcement(identity.id().text().substring(0, 30)));
                acknowledged.put(identity.id(), System.nanoTime());
            } catch (IOException e) {
                // not acknowledged, so it may be lost
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int after(Map<PeerId, Long> acknowledged, long nanos) {
        return (int) acknowledged.values().stream().filter(at -> at > nanos).count();
    }

    private static Duration gap(Map<PeerId, Long> acknowledged) {
        long longest = 0;
        long before = Long.MAX_VALUE;
        for (long at : acknowledged.values().stream().sorted().toList()) {
            longest = Math.max(longest, before == Long.MAX_VALUE ? 0 : at - before);
            before = at;
        }
        return Duration.ofNanos(longest);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + MAX_WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("has not come about: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Prints the figures. Takes {@code [PEERS [SECONDS]]}. */
    public static void main(String[] arguments) throws Exception {
        int peers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        if (peers < 10 || peers > 5_000 || seconds < 1 || seconds > 300) {
            System.err.println("10 to 5000 peers, 1 to 300 seconds");
            System.exit(2);
        }
        var run = new FailoverRun(peers, Duration.ofSeconds(seconds));
        MasterKill kill;
        try (SentinelCluster cluster = SentinelCluster.start();
                var registries = new SharedRegistries(cluster.address(), peers)) {
            print(run.measureVisibility(registries));
            print(run.measureMove(registries));
            kill = run.measureMasterKill(registries, cluster);
            print(kill);
        }
        System.exit(kill.lost() == 0 ? 0 : 1);
    }

    private static void print(Visibility seen) {
        System.out.printf(
                "registered at one, seen at the other: %.1f ms p50, %.1f ms p95, %.1f ms p99, %d times%n",
                seen.percentile(50) / 1e6,
                seen.percentile(95) / 1e6,
                seen.percentile(99) / 1e6,
                seen.nanos().length);
    }

    private static void print(Move move) {
        System.out.printf(
                "one registry killed: %d peers registered at the other after %.2f s; not found meanwhile: %d%n",
                move.moved(), move.took().toMillis() / 1e3, move.missing());
    }

    private static void print(MasterKill kill) {
        System.out.printf(
                "master killed: %d registrations acknowledged, %d of them afterwards; longest time without one %.2f s; lost: %d%n",
                kill.acknowledged(), kill.during(), kill.gap().toMillis() / 1e3, kill.lost());
    }
}
