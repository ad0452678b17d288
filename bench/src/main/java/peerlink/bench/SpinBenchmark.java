package peerlink.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import peerlink.api.Identity;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.core.identity.IdentityStore;

/**
 * Measures how long a message waits for its acknowledgement while plugins of the node that receives
 * it compute without a pause: without any, and then with eight that spin on as many threads as they
 * are given.
 *
 * <p>Arguments: {@code [seconds]}, the time of each of the two measurements (10).
 */
public final class SpinBenchmark {
    private static final int PLUGINS = 8;
    private static final int MESSAGE_SIZE = 100;
    private static final Duration PAUSE = Duration.ofMillis(2);

    private SpinBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        run(Duration.ofSeconds(seconds), System.out);
    }

    static void run(Duration duration, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        Identity alice = IdentityStore.loadOrCreate(folder.resolve("alice"));
        Identity bob = IdentityStore.loadOrCreate(folder.resolve("bob"));
        List<Spinner> spinners = new ArrayList<>();
        for (int i = 0; i < PLUGINS; i++) {
            spinners.add(new Spinner());
        }
        try (TwoNodes nodes = new TwoNodes(alice, bob, folder, MESSAGE_SIZE, spinners)) {
            micros(nodes, duration); // warms up
            List<Double> without = micros(nodes, duration);
            spinners.forEach(Spinner::spin);
            List<Double> with = micros(nodes, duration);
            out.printf(
                    "%d bytes, acknowledged, one every %d ms, %s each%n%n",
                    MESSAGE_SIZE, PAUSE.toMillis(), duration);
            out.println("| µs | p50 | p99 | messages |\n| --- | --- | --- | --- |");
            print(out, "without", without);
            print(out, PLUGINS + " plugins spin", with);
            out.printf(
                    "%nwith ÷ without: p50 %.1f, p99 %.1f%n",
                    at(with, 0.5) / at(without, 0.5), at(with, 0.99) / at(without, 0.99));
        } finally {
            spinners.forEach(Spinner::rest);
            Folders.delete(folder);
        }
    }

    private static List<Double> micros(TwoNodes nodes, Duration duration)
            throws IOException, InterruptedException {
        List<Double> micros = new ArrayList<>();
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            long before = System.nanoTime();
            nodes.acknowledgedRoundTrip();
            micros.add((System.nanoTime() - before) / 1e3);
            Thread.sleep(PAUSE);
        }
        return micros.stream().sorted().toList();
    }

    private static double at(List<Double> sorted, double quantile) {
        return sorted.get((int) (quantile * (sorted.size() - 1)));
    }

    private static void print(PrintStream out, String name, List<Double> sorted) {
        out.printf(
                "| %s | %,.0f | %,.0f | %,d |%n",
                name, at(sorted, 0.5), at(sorted, 0.99), sorted.size());
    }

    /** Is a plugin that computes on all the threads that its calls may have, when told to. */
    static final class Spinner implements Plugin {
        private static final int THREADS = 4;

        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile boolean isOver;

        @Override
        public void start(PluginContext context) {
            for (int i = 0; i < THREADS; i++) {
                context.fork("spinner " + i, this::work);
            }
        }

        void spin() {
            begun.countDown();
        }

        void rest() {
            isOver = true;
            begun.countDown();
        }

        private void work() {
            try {
                begun.await();
            } catch (InterruptedException e) {
                return;
            }
            // deaf to interrupts
            while (!isOver) {
                Thread.onSpinWait();
            }
        }
    }
}
