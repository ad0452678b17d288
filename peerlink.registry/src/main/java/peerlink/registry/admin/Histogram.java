package peerlink.registry.admin;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets. Adding costs two additions without contention. For several
 * threads.
 */
final class Histogram {
    /**
     * The upper bounds of the buckets but the last, which has none: from a store in memory to one
     * that hardly answers.
     */
    static final List<Duration> BOUNDS =
            List.of(
                    Duration.ofNanos(10_000),
                    Duration.ofNanos(50_000),
                    Duration.ofNanos(100_000),
                    Duration.ofNanos(250_000),
                    Duration.ofNanos(500_000),
                    Duration.ofMillis(1),
                    Duration.ofNanos(2_500_000),
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5));

    private static final long[] NANOS = BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder[] buckets = new LongAdder[NANOS.length + 1];
    private final LongAdder sum = new LongAdder();

    Histogram() {
        Arrays.setAll(buckets, _ -> new LongAdder());
    }

    /** Adds one duration; a negative one counts as zero. */
    void add(long nanos) {
        long taken = Math.max(0, nanos);
        int bucket = Arrays.binarySearch(NANOS, taken);
        buckets[bucket < 0 ? -bucket - 1 : bucket].increment();
        sum.add(taken);
    }

    Values values() {
        return new Values(Arrays.stream(buckets).map(LongAdder::sum).toList(), sum.sum());
    }

    /**
     * Copies the content of a histogram at one moment.
     *
     * @param counts the number in each bucket, the last one without a bound
     * @param sumNanos the sum of all durations
     */
    record Values(List<Long> counts, long sumNanos) {
        Values {
            counts = List.copyOf(counts);
        }

        long total() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /** Returns the durations added after an earlier moment of the same histogram. */
        Values since(Values earlier) {
            Long[] differences = new Long[counts.size()];
            Arrays.setAll(differences, i -> counts.get(i) - earlier.counts.get(i));
            return new Values(List.of(differences), sumNanos - earlier.sumNanos);
        }

        /**
         * Returns the bound within which a share of all stayed; empty if there are none or no bound
         * is large enough.
         *
         * @param share more than 0, at most 1
         */
        Optional<Duration> within(double share) {
            double wanted = total() * share;
            long seen = 0;
            for (int i = 0; i < BOUNDS.size() && total() > 0; i++) {
                seen += counts.get(i);
                if (seen >= wanted) {
                    return Optional.of(BOUNDS.get(i));
                }
            }
            return Optional.empty();
        }
    }
}
