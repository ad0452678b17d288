package peerlink.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Identity;
import peerlink.core.identity.IdentityStore;

/**
 * Measures round trips and the one-way rate of 100-byte messages, through two nodes that keep them,
 * and through bare TLS, in turn in one run: the machine's moods then fall on all alike, and the
 * ratios can be compared.
 *
 * <p>Arguments: {@code [rounds [seconds]]}, the number of measurements of each (7) and the seconds
 * of one (2).
 */
public final class MessageBenchmark {
    private static final int MESSAGE_SIZE = 100;

    private MessageBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        run(rounds, Duration.ofSeconds(seconds), System.out);
    }

    static void run(int rounds, Duration duration, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        Identity alice = IdentityStore.loadOrCreate(folder.resolve("alice"));
        Identity bob = IdentityStore.loadOrCreate(folder.resolve("bob"));
        Path answering = Files.createDirectory(folder.resolve("answering"));
        try (BareDisk disk = new BareDisk(folder);
                BareAnswerer answerer = new BareAnswerer(bob, answering);
                BareDialer bare =
                        new BareDialer(
                                alice,
                                answerer.port(),
                                MESSAGE_SIZE,
                                Files.createDirectory(folder.resolve("dialing")));
                TwoNodes nodes = new TwoNodes(alice, bob, folder, MESSAGE_SIZE, List.of());
                TwoNodes journaled =
                        TwoNodes.journaled(alice, bob, folder.resolve("journaled"), MESSAGE_SIZE)) {
            List<Measurement> measurements =
                    List.of(
                            roundTrip("bare TLS (JSSE), echoed", bare::roundTrip),
                            roundTrip("disk, one page written and synced", disk::writeAndSync),
                            roundTrip("PeerLink, acknowledged", nodes::acknowledgedRoundTrip),
                            roundTrip("PeerLink, echoed by a handler", nodes::echoedRoundTrip),
                            roundTrip(
                                    "PeerLink, acknowledged, both with a journal that a plugin reads",
                                    journaled::acknowledgedRoundTrip),
                            oneWay("bare TLS (JSSE)", bare::oneWay),
                            oneWay("PeerLink, acknowledged", nodes::oneWay),
                            oneWay(
                                    "PeerLink, acknowledged, both with a journal that a plugin reads",
                                    journaled::oneWay));
            // the first round warms up and is not counted
            for (int round = 0; round <= rounds; round++) {
                for (Measurement measurement : measurements) {
                    measurement.run(duration, round > 0);
                }
            }
            out.printf(
                    "%d bytes, median of %d rounds of %d ms%n%n",
                    MESSAGE_SIZE, rounds, duration.toMillis());
            print(out, "round trip, µs", measurements.subList(0, 5));
            print(out, "one way, messages/s", measurements.subList(5, 8));
        } finally {
            Folders.delete(folder);
        }
    }

    private static void print(PrintStream out, String what, List<Measurement> measurements) {
        out.printf("| %s | median | ratio |%n| --- | --- | --- |%n", what);
        double base = measurements.getFirst().median();
        for (Measurement measurement : measurements) {
            out.printf(
                    "| %s | %,.0f | %.2f |%n",
                    measurement.name, measurement.median(), measurement.median() / base);
        }
        out.println();
    }

    private static Measurement roundTrip(String name, RoundTrip trip) {
        return new Measurement(name, duration -> medianMicros(trip, duration));
    }

    private static Measurement oneWay(String name, OneWay way) {
        return new Measurement(
                name,
                duration -> {
                    long start = System.nanoTime();
                    return way.send(duration) / ((System.nanoTime() - start) / 1e9);
                });
    }

    private static double medianMicros(RoundTrip trip, Duration duration) throws Exception {
        List<Double> micros = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            long before = System.nanoTime();
            trip.run();
            micros.add((System.nanoTime() - before) / 1e3);
        }
        return median(micros);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private interface RoundTrip {
        void run() throws Exception;
    }

    private interface OneWay {
        long send(Duration duration) throws Exception;
    }

    private interface Sample {
        double take(Duration duration) throws Exception;
    }

    /** Makes one row of a table: the name of a figure, and its value in each round. */
    private static final class Measurement {
        private final String name;
        private final Sample sample;
        private final List<Double> values = new ArrayList<>();

        Measurement(String name, Sample sample) {
            this.name = name;
            this.sample = sample;
        }

        void run(Duration duration, boolean counts) throws Exception {
            double value = sample.take(duration);
            if (counts) {
                values.add(value);
            }
        }

        double median() {
            return MessageBenchmark.median(values);
        }
    }
}
