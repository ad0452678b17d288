package peerlink.registry.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * Keeps the totals of each second of the last minute, and computes rates from them. Not safe for
 * several threads.
 */
final class LastMinute {
    private static final Duration SPAN = Duration.ofMinutes(1);

    /**
     * The least time between two notes: if a caller notes more often, only one a second is kept.
     */
    private static final Duration STEP = Duration.ofSeconds(1);

    private record Sample(Instant at, Map<Count, Long> totals, Histogram.Values store) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    void note(Instant now, Map<Count, Long> totals, Histogram.Values store) {
        Sample last = samples.peekLast();
        if (last != null && now.isBefore(last.at())) {
            samples.clear(); // the clock was set back: the notes say nothing of any second
            last = null;
        }
        if (last == null || !now.isBefore(last.at().plus(STEP))) {
            samples.add(new Sample(now, new EnumMap<>(totals), store));
        }
        while (samples.size() > 1 && samples.getFirst().at().isBefore(now.minus(SPAN))) {
            samples.removeFirst();
        }
    }

    /**
     * Returns the number of events a second, on average over the minute or as much of it as is
     * known.
     */
    Map<Count, Double> perSecond(Instant now, Map<Count, Long> totals) {
        Map<Count, Double> rates = new EnumMap<>(Count.class);
        Sample first = samples.peekFirst();
        double seconds =
                first == null ? 0 : Duration.between(first.at(), now).toNanos() / 1_000_000_000.0;
        totals.forEach(
                (count, total) ->
                        rates.put(
                                count,
                                first == null || seconds <= 0
                                        ? 0
                                        : (total - first.totals().getOrDefault(count, 0L))
                                                / seconds));
        return rates;
    }

    /** Returns the store's round trips of the minute. */
    Histogram.Values store(Histogram.Values now) {
        Sample first = samples.peekFirst();
        return first == null ? now : now.since(first.store());
    }
}
