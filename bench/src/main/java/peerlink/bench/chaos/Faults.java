package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes things go wrong: kills, cuts, weather and pauses at random moments, any number at once,
 * each of them over after a while. Not safe for use by several threads.
 */
final class Faults {
    private static final int LONGEST_WAIT_MILLIS = 4000;

    /**
     * The longest time for which a starting program is mostly left in peace: a slow machine would
     * else start programs and nothing besides.
     */
    private static final int LONGEST_START_MILLIS = 5000;

    /** Longer than a dead link may take to be found. */
    private static final int LONG_MILLIS = 25_000;

    /** Long enough for messages to go over the relay, and back to a direct link. */
    private static final int NO_DIRECT_WAY_MILLIS = 20_000;

    /** Long enough for several links, of which each takes a signal. */
    private static final int NOBODY_GETS_IN_MILLIS = 40_000;

    /** Ends a fault by a later step. */
    private record End(long due, Step step) implements Comparable<End> {
        @Override
        public int compareTo(End other) {
            return Long.signum(due - other.due);
        }
    }

    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    private final Random random;
    private final Path log;
    private final ChaosNetwork network;
    private final @Nullable ChaosWire wire;
    private final List<Resident> peers;
    private final Moments moments;
    private final Resident registry;
    private final PriorityQueue<End> ends = new PriorityQueue<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int happened;

    /**
     * @param log a file for the faults, and their times
     * @param accepted the file that grows when a peer has accepted a message
     */
    Faults(
            long seed,
            Path log,
            ChaosNetwork network,
            List<Resident> peers,
            Function<Resident, Path> accepted,
            Resident registry) {
        random = new Random(seed);
        this.log = log;
        this.network = network;
        this.wire = network.wire();
        this.peers = List.copyOf(peers);
        moments = new Moments(random, wire, accepted);
        this.registry = registry;
    }

    /** Lets things go wrong until a time of {@link System#nanoTime}. */
    void run(long until) throws IOException, InterruptedException {
        long next = System.nanoTime();
        while (System.nanoTime() - until < 0) {
            long late = System.nanoTime() - next;
            if (late >= 0 && (areReady() || late > millis(LONGEST_START_MILLIS)) && happens()) {
                next = System.nanoTime() + millis(200 + random.nextInt(LONGEST_WAIT_MILLIS));
            }
            end(System.nanoTime());
            for (Resident peer : peers) {
                peer.watch();
            }
            registry.watch();
            Thread.sleep(20);
        }
    }

    /** Ends all that goes wrong. */
    void heal() throws IOException, InterruptedException {
        end(Long.MAX_VALUE / 2 + System.nanoTime());
        if (wire != null) {
            wire.healAll();
            wire.weather(ChaosWire.Weather.FINE);
        }
    }

    /** Returns the number of faults by their kinds. */
    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    private void end(long now) throws IOException, InterruptedException {
        while (!ends.isEmpty() && ends.element().due() - now <= 0) {
            ends.remove().step().take();
        }
    }

    private boolean areReady() throws IOException {
        for (Resident peer : peers) {
            if (!peer.isReady()) {
                return false;
            }
        }
        return true;
    }

    /** Makes one fault; returns whether it could, as a program that is down can't be killed. */
    private boolean happens() throws IOException, InterruptedException {
        int before = happened;
        switch (random.nextInt(wire == null ? 15 : 30)) {
            case 0, 1, 2, 3, 4, 5, 6 -> kill(anyPeer());
            case 7, 8 -> {
                kill(peers.getFirst());
                kill(peers.getLast());
            }
            case 9, 10 -> kill(registry);
            case 11, 12 -> pause(anyPeer());
            case 13, 14 -> restart(anyPeer());
            case 15, 16, 17 -> cut("between the peers", peers.getFirst(), peers.getLast(), true);
            case 18 -> cut("in one direction", peers.getFirst(), peers.getLast(), false);
            case 19 -> cut("in one direction", peers.getLast(), peers.getFirst(), false);
            case 20 -> cut("from the registry", anyPeer(), registry, true);
            case 21 -> {
                Resident alone = anyPeer();
                for (Resident other : List.of(peers.getFirst(), peers.getLast(), registry)) {
                    cut("", alone, other, true);
                }
                count("cut: from everything");
            }
            case 22 -> {
                // as two homes' routers do; the registry is a relay
                count("cut: no direct way");
                cutFor(NO_DIRECT_WAY_MILLIS, peers.getFirst(), peers.getLast(), true);
            }
            case 23, 24 -> move(anyPeer());
            case 25 -> shutOut(anyPeer());
            case 26, 27 -> {
                shutOut(peers.getFirst());
                shutOut(peers.getLast());
            }
            default -> weather();
        }
        return happened > before;
    }

    private Resident anyPeer() {
        return peers.get(random.nextInt(peers.size()));
    }

    private void kill(Resident victim) throws IOException, InterruptedException {
        // mostly when it is in full swing, even if this machine takes long to start it
        if (victim.isRunning() && (victim.isReady() || random.nextInt(4) == 0)) {
            moments.await(victim);
            victim.kill();
            count("kill -9: " + victim.host().name());
            after(random.nextInt(4000), () -> start(victim));
        }
    }

    private void start(Resident resident) throws IOException {
        resident.start();
        log("start: " + resident.host().name());
        if (random.nextInt(4) == 0) {
            // while it picks up the leftovers of the run before
            after(random.nextInt(2500), () -> kill(resident));
        }
    }

    private void restart(Resident peer) throws InterruptedException, IOException {
        if (peer.isReady()) {
            peer.signal("CONT");
            peer.stop();
            count("restart: " + peer.host().name());
            after(random.nextInt(2000), () -> start(peer));
        }
    }

    private void pause(Resident peer) throws IOException, InterruptedException {
        if (peer.isReady()) {
            peer.signal("STOP");
            count("pause: " + peer.host().name());
            after(duration(), () -> goOn(peer));
        }
    }

    private void goOn(Resident peer) throws IOException, InterruptedException {
        peer.signal("CONT");
        log("goes on: " + peer.host().name());
    }

    private void cut(String what, Resident from, Resident to, boolean bothWays) throws IOException {
        if (wire == null || from == to) {
            return;
        }
        if (!what.isEmpty()) {
            count("cut: " + what);
        }
        cutFor(duration(), from, to, bothWays);
    }

    private void cutFor(int millis, Resident from, Resident to, boolean bothWays) {
        if (wire == null) {
            return;
        }
        int one = from.host().number();
        int other = to.host().number();
        wire.cut(one, other, true);
        wire.cut(other, one, bothWays);
        ChaosWire cut = wire;
        after(
                millis,
                () -> {
                    cut.cut(one, other, false);
                    cut.cut(other, one, false);
                    log("healed: " + from.host().name() + ", " + to.host().name());
                });
    }

    /** Has a peer's router let nobody in for a while; what is open stays so. */
    private void shutOut(Resident peer) throws IOException {
        if (wire == null) {
            return;
        }
        ChaosWire closed = wire;
        int host = peer.host().number();
        closed.close(host, true);
        count("router that lets nobody in: " + peer.host().name());
        after(
                random.nextInt(NOBODY_GETS_IN_MILLIS),
                () -> {
                    closed.close(host, false);
                    log("lets everybody in: " + peer.host().name());
                });
    }

    private void move(Resident peer) throws IOException, InterruptedException {
        if (wire != null) {
            network.move(peer.host());
            count("another address: " + peer.host().name());
        }
    }

    private void weather() throws IOException {
        if (wire == null) {
            return;
        }
        ChaosWire.Weather weather =
                switch (random.nextInt(4)) {
                    case 0 -> ChaosWire.Weather.FINE;
                    case 1 -> new ChaosWire.Weather(10, 30, 10);
                    case 2 -> new ChaosWire.Weather(50, 150, 50);
                    default -> new ChaosWire.Weather(0, 20, 150);
                };
        wire.weather(weather);
        count("weather: " + weather);
    }

    /** Returns some seconds, at times so many that links are given up. */
    private int duration() {
        return random.nextInt(8) == 0 ? LONG_MILLIS : 300 + random.nextInt(6000);
    }

    private void after(int millis, Step step) {
        ends.add(new End(System.nanoTime() + millis(millis), step));
    }

    private void count(String what) throws IOException {
        happened++;
        counts.merge(what, 1, Integer::sum);
        log(what);
    }

    private void log(String what) throws IOException {
        Files.writeString(
                log,
                Instant.now() + " " + what + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
