package peerlink.registry.admin;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the work of a relay, in memory alone. The gauges are those of the last {@link #sample}.
 * Safe for use by several threads.
 */
public final class RelayMetrics {
    private final LongAdder bytes = new LongAdder();
    private final LongAdder circuits = new LongAdder();
    private final LongAdder places = new LongAdder();
    private final LongAdder slowed = new LongAdder();
    private final ConcurrentMap<String, LongAdder> refusals = new ConcurrentHashMap<>();

    private volatile Gauges gauges = new Gauges(0, 0);

    private record Gauges(long places, long circuits) {}

    /**
     * Holds all figures of a relay at one moment.
     *
     * @param places peers with a place now
     * @param circuits circuits now
     * @param placesTaken from the start on, as all that follow
     * @param circuitsOpened circuits that were joined
     * @param bytes carried, both ways
     * @param slowed pieces of the stream that waited for a limit of bytes
     * @param refusals requests declined, by the word of the reason
     */
    record Figures(
            long places,
            long circuits,
            long placesTaken,
            long circuitsOpened,
            long bytes,
            long slowed,
            SortedMap<String, Long> refusals) {}

    /** Begins to count. */
    public RelayMetrics() {}

    /** Counts bytes that were carried. */
    public void carried(long count) {
        bytes.add(count);
    }

    /** Counts a circuit that was joined. */
    public void opened() {
        circuits.increment();
    }

    /** Counts a place that was taken. */
    public void reserved() {
        places.increment();
    }

    /** Counts a piece of the stream that waits for a limit of bytes. */
    public void slowed() {
        slowed.increment();
    }

    /**
     * Counts a request that was declined.
     *
     * @param reason the word of its code: one of a few, as each is kept for ever
     */
    public void refused(String reason) {
        refusals.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    /** Notes the current numbers. To be called about once a second. */
    public void sample(long placesNow, long circuitsNow) {
        gauges = new Gauges(placesNow, circuitsNow);
    }

    /** Returns the bytes carried so far. */
    public long bytes() {
        return bytes.sum();
    }

    /** Returns the number of pieces that have waited for a limit of bytes. */
    public long timesSlowed() {
        return slowed.sum();
    }

    /** Returns the number of requests that were declined for a reason. */
    public long refusals(String reason) {
        LongAdder declined = refusals.get(reason);
        return declined == null ? 0 : declined.sum();
    }

    Figures figures() {
        Gauges now = gauges;
        SortedMap<String, Long> declined = new TreeMap<>();
        refusals.forEach((reason, adder) -> declined.put(reason, adder.sum()));
        return new Figures(
                now.places(),
                now.circuits(),
                places.sum(),
                circuits.sum(),
                bytes.sum(),
                slowed.sum(),
                declined);
    }
}
