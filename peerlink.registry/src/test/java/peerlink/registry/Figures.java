package peerlink.registry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How it went for those who behave well, over some time. Safe for use by several threads. */
final class Figures {
    /** From a request until its answer. */
    private final Latencies answers = new Latencies();

    /** From the registration of one until a watcher knows of it. */
    private final Latencies news = new Latencies();

    /** From the first packet of one that is new until it is registered, over all tries. */
    private final Latencies joins = new Latencies();

    private final LongAdder failures = new LongAdder();
    private final LongAdder failedJoins = new LongAdder();
    private final AtomicLong outstanding = new AtomicLong();

    /** Something that takes a while and ends with a success, a failure or never. */
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

    Attempt news() {
        return new Attempt(news, failures);
    }

    Attempt join() {
        return new Attempt(joins, failedJoins);
    }

    /** A link was lost that nobody had ended. */
    void lost() {
        failures.increment();
    }

    Latencies answers() {
        return answers;
    }

    Latencies newsLatencies() {
        return news;
    }

    Latencies joins() {
        return joins;
    }

    /** Returns what failed or has not come about yet, but for {@link #failedJoins}. */
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
