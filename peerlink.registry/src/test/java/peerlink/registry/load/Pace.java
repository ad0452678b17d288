package peerlink.registry.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures the pace of steps, for benchmarks. */
final class Pace {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Pace() {}

    @FunctionalInterface
    interface Step {
        void make(int number) throws Exception;
    }

    @FunctionalInterface
    interface Batch {
        /** Makes a number of steps, with random numbers of its own. */
        void make(ThreadLocalRandom random) throws Exception;
    }

    /**
     * Makes steps on this thread for some seconds of a core, after half as many to get warm.
     *
     * @param size the number of steps in a batch
     * @return steps a second of the core's time that the thread had
     */
    static double ofCore(double seconds, int size, Batch batch) throws Exception {
        run(seconds / 2, batch);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long batches = run(seconds, batch);
        return batches * size * 1e9 / (THREADS.getCurrentThreadCpuTime() - cpu);
    }

    private static long run(double seconds, Batch batch) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // of the core's time, so that other processes make it no less warm-up
        long end = THREADS.getCurrentThreadCpuTime() + (long) (seconds * 1e9);
        long batches = 0;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 16; i++) {
                batch.make(random);
            }
            batches += 16;
        }
        return batches;
    }

    /**
     * Makes steps by so many callers at once.
     *
     * @return the duration of each, in nanoseconds, by number
     */
    static Times of(int callers, int steps, Step step) throws Exception {
        long[] times = new long[steps];
        long[] ends = new long[steps];
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
                                        long start = System.nanoTime();
                                        step.make(n);
                                        ends[n] = System.nanoTime();
                                        times[n] = ends[n] - start;
                                    }
                                    return null;
                                }));
            }
        }
        long took = System.nanoTime() - before;
        for (Future<?> each : all) {
            each.get();
        }
        return new Times(times, ends, took);
    }

    /**
     * Holds the durations of steps.
     *
     * @param ends the time at which each ended, by {@link System#nanoTime}
     * @param took the duration of all of them together
     */
    record Times(long[] nanos, long[] ends, long took) {
        double perSecond() {
            return nanos.length * 1e9 / took;
        }

        /** Returns the time within which a share of the steps was done, in milliseconds. */
        double millis(double share) {
            return millis(nanos, share);
        }

        static double millis(long[] nanos, double share) {
            if (nanos.length == 0) {
                return Double.NaN;
            }
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))] / 1e6;
        }
    }
}
