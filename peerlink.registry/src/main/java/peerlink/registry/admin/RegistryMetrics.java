package peerlink.registry.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the work of a registry, in memory alone. Counting takes no lock and is cheap enough for
 * every request; the gauges are those of the last {@link #sample}. Safe for use by several threads.
 */
public final class RegistryMetrics {
    private final Optional<RelayMetrics> relay;
    private final boolean isRelayAlone;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Histogram store = new Histogram();
    private final LastMinute lastMinute = new LastMinute();
    private final LeaseHistory history = new LeaseHistory();

    /** Holds the numbers of things that come and go. */
    private record Gauges(long connections, long watchers, long leases) {}

    private record Sweep(Duration lag, Instant nextDue) {}

    private volatile Gauges gauges = new Gauges(0, 0, 0);
    private volatile Sweep sweep;
    private volatile boolean isStoreReachable = true;
    private volatile boolean isDraining;

    /** Begins to count, by the clock given. */
    public RegistryMetrics(InstantSource clock) {
        this(clock, Optional.empty());
    }

    /**
     * Begins to count, by the clock given.
     *
     * @param relay the figures of the relay that the registry offers
     */
    public RegistryMetrics(InstantSource clock, Optional<RelayMetrics> relay) {
        this(clock, relay, false);
    }

    private RegistryMetrics(
            InstantSource clock, Optional<RelayMetrics> relay, boolean isRelayAlone) {
        this.isRelayAlone = isRelayAlone;
        this.relay = relay;
        this.clock = clock;
        this.startedAt = clock.instant();
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        this.sweep = new Sweep(Duration.ZERO, startedAt);
        lastMinute.note(startedAt, totals(), store.values());
    }

    /** Returns the figures of a relay without a registry, by the clock given. */
    public static RegistryMetrics ofRelay(InstantSource clock, RelayMetrics relay) {
        return new RegistryMetrics(clock, Optional.of(relay), true);
    }

    public void count(Count what) {
        count(what, 1);
    }

    public void count(Count what, long times) {
        adder(what).add(times);
    }

    /** Returns the total of a counter. */
    public long total(Count what) {
        return adder(what).sum();
    }

    /**
     * Counts a request or a connection that was declined.
     *
     * @param reason the word of its error code: one of a few, as each is kept for ever
     */
    public void refused(String reason) {
        refusals.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    /** Returns the number of requests and connections that were declined for a reason. */
    public long refusals(String reason) {
        LongAdder declined = refusals.get(reason);
        return declined == null ? 0 : declined.sum();
    }

    /** Notes that the store answered. */
    public void storeAnswered(Duration roundTrip) {
        store.add(roundTrip.toNanos());
        isStoreReachable = true;
    }

    /** Notes that the store did not answer; it counts as unreachable until it does. */
    public void storeFailed() {
        isStoreReachable = false;
    }

    /**
     * Notes that the leases which had run out were ended.
     *
     * @param lag the greatest delay with which one of them was ended; zero if there was none
     * @param untilNext the time until the next sweep is due; if it doesn't come, the lag grows
     */
    public void swept(Duration lag, Duration untilNext) {
        sweep = new Sweep(lag, clock.instant().plus(untilNext));
    }

    /** Notes the current numbers. To be called about once a second. */
    public void sample(long connections, long watchers, long leases) {
        gauges = new Gauges(connections, watchers, leases);
        Instant now = clock.instant();
        Map<Count, Long> totals = totals();
        synchronized (this) {
            history.note(now, leases);
            lastMinute.note(now, totals, store.values());
        }
    }

    /** Notes that clients are being sent away, as the registry is about to end. */
    public void draining() {
        isDraining = true;
    }

    Snapshot snapshot() {
        Instant now = clock.instant();
        Gauges held = gauges;
        Map<Count, Long> totals = totals();
        Histogram.Values trips = store.values();
        Duration lag = sweepLag(now);
        SortedMap<String, Long> declined = new TreeMap<>();
        refusals.forEach((reason, adder) -> declined.put(reason, adder.sum()));
        synchronized (this) {
            return new Snapshot(
                    now,
                    startedAt,
                    held.connections(),
                    held.watchers(),
                    held.leases(),
                    totals,
                    lastMinute.perSecond(now, totals),
                    declined,
                    lag,
                    trips,
                    lastMinute.store(trips),
                    history.lastHour(now),
                    relay.map(RelayMetrics::figures),
                    isRelayAlone,
                    Health.of(isStoreReachable, lag, isDraining));
        }
    }

    /** Returns the delay with which the last leases were ended, or of the next sweep. */
    public Duration sweepLag() {
        return sweepLag(clock.instant());
    }

    private Duration sweepLag(Instant now) {
        Sweep last = sweep;
        if (isRelayAlone) {
            return Duration.ZERO; // nothing is swept
        }
        Duration overdue = Duration.between(last.nextDue(), now);
        return overdue.compareTo(last.lag()) > 0 ? overdue : last.lag();
    }

    private Map<Count, Long> totals() {
        Map<Count, Long> totals = new EnumMap<>(Count.class);
        counts.forEach((count, adder) -> totals.put(count, adder.sum()));
        return totals;
    }

    private LongAdder adder(Count what) {
        LongAdder adder = counts.get(what);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + what);
        }
        return adder;
    }
}
