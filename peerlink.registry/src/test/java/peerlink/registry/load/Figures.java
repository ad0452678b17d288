package peerlink.registry.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the answers that well-behaved peers get over some time, and how long they take. Safe for
 * use by several threads.
 */
final class Figures {
    /** The times from a request until its answer. */
    private final Latencies answers = new Latencies();

    /** The times from the registration of a peer until a watcher knows of it. */
    private final Latencies changes = new Latencies();

    /** The times from the first packet of a new peer until it is registered, over all tries. */
    private final Latencies joins = new Latencies();

    private final LongAdder failures = new LongAdder();
    private final LongAdder failedJoins = new LongAdder();
    private final AtomicLong outstanding = new AtomicLong();

    /** Measures an attempt that ends with a success, a failure or never. */
    final class Attempt {
        private final Latencies latencies;
        private final LongAdder failed;
        private final long begun = System.nanoTime();

        private Attempt(Latencies latencies, LongAdder failed) {
            this.latencies = latencies;
            this.failed = failed;
            outstanding.incrementAndGet();
        }

        void succeeded() {
            latencies.add(System.nanoTime() - begun);
            outstanding.decrementAndGet();
        }

        void failed() {
            failed.increment();
            outstanding.decrementAndGet();
        }
    }

    Attempt request() {
        return new Attempt(answers, failures);
    }

    Attempt change() {
        return new Attempt(changes, failures);
    }

    Attempt join() {
        return new Attempt(joins, failedJoins);
    }

    /** Counts a link that was lost, and that nobody had ended. */
    void lost() {
        failures.increment();
    }

    Latencies answers() {
        return answers;
    }

    Latencies changeLatencies() {
        return changes;
    }

    Latencies joins() {
        return joins;
    }

    /**
     * Returns the number of attempts that failed or have not ended yet, but for {@link
     * #failedJoins}.
     */
    long failures() {
        return failures.sum() + outstanding.get();
    }

    long failedJoins() {
        return failedJoins.sum();
    }

    boolean isSettled() {
        return outstanding.get() <= 0;
    }
}
