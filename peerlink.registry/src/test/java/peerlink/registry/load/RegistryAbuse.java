package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Abuses a registry in every way that it is to withstand, one after the other, while other peers
 * behave well; {@code bench/registry-abuse} prints the figures of these.
 */
final class RegistryAbuse {
    private static final String USAGE =
            """
            usage: registry-abuse [SECONDS [ABUSE...]]   how it goes for others while somebody does harm (10 s each, all)
            abuses: %s
            """;

    private static final String HEAD =
            """
            | abuse | offered/s | answered so | requests p50, p99, max ms | p99 x | changes p99 | joins p50, p99, failed | failures | cores | heap MiB before, under, after |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private static final int PEERS = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(40);

    private final ServerProcess server;
    private final WellBehaved others;
    private final PrintStream out;
    private @Nullable Figures alone;
    private final List<String> failed = new ArrayList<>();

    RegistryAbuse(ServerProcess server, WellBehaved others, PrintStream out) {
        this.server = server;
        this.others = others;
        this.out = out;
    }

    /**
     * Sums up one abuse.
     *
     * @param offered the number of connections, frames or requests
     * @param answers the registry's answers to them, and their numbers
     * @param figures the figures of the well-behaved peers meanwhile
     */
    record Outcome(long offered, Map<String, Long> answers, Figures figures) {}

    /**
     * Ends with 1, and a last line that names the abuse, if any well-behaved peer was not answered
     * or let in.
     */
    public static void main(String[] arguments) throws Exception {
        Duration time;
        List<Abuse> abuses;
        try {
            time = Duration.ofSeconds(arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]));
            abuses =
                    arguments.length < 2
                            ? List.of(Abuse.values())
                            : Arrays.stream(arguments).skip(1).map(Abuse::of).toList();
        } catch (IllegalArgumentException e) {
            System.err.printf(
                    USAGE,
                    Arrays.stream(Abuse.values())
                            .map(Abuse::word)
                            .collect(Collectors.joining(" ")));
            System.exit(2);
            return;
        }
        Path folder = Files.createTempDirectory("registry-abuse");
        List<String> failed;
        try {
            failed = run(time, abuses, folder);
        } finally {
            delete(folder);
        }
        if (!failed.isEmpty()) {
            System.out.println("FAILED: " + String.join("; ", failed));
        }
        System.exit(failed.isEmpty() ? 0 : 1);
    }

    /** Returns the failures of the well-behaved peers. */
    private static List<String> run(Duration time, List<Abuse> abuses, Path folder)
            throws IOException, InterruptedException {
        try (ServerProcess server = start(folder, "-Xmx512m");
                WellBehaved others = WellBehaved.at(server, PEERS);
                AbuserProcess abuser = AbuserProcess.against(server)) {
            var run = new RegistryAbuse(server, others, System.out);
            others.measure(WARM_UP.compareTo(time) < 0 ? WARM_UP : time);
            run.print(HEAD);
            run.alone(time);
            for (Abuse abuse : abuses) {
                run.under(abuse, abuser, time, _ -> true);
            }
            run.alone(time);
            return run.failed();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /**
     * Starts a registry with the usual limits, which does not log the requests that it declines: it
     * may log 20 a second.
     */
    static ServerProcess start(Path folder, String... javaOptions) throws IOException {
        Path logging = folder.resolve("logging.properties");
        Files.writeString(
                logging,
                """
                handlers=java.util.logging.ConsoleHandler
                .level=WARNING
                """);
        List<String> options = new ArrayList<>(RegistryLoad.javaOptions(javaOptions));
        options.add("-Djava.util.logging.config.file=" + logging);
        return ServerProcess.registry(folder.resolve("data"), options);
    }

    /**
     * Returns the failures of the well-behaved peers, such as {@code 1 join (replays)}; empty if
     * there were none.
     */
    List<String> failed() {
        return List.copyOf(failed);
    }

    private void note(String when, Figures figures) {
        if (figures.failedJoins() > 0) {
            failed.add(number(figures.failedJoins(), "join") + " (" + when + ")");
        }
        if (figures.failures() > 0) {
            failed.add(figures.failures() + " of answers, changes and links (" + when + ")");
        }
    }

    private static String number(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Measures the figures without any abuse, with which the rest is compared. */
    void alone(Duration time) throws IOException, InterruptedException {
        long cpu = server.cpu();
        Figures figures = others.measure(time);
        if (alone == null) {
            alone = figures;
        }
        note("nobody does harm", figures);
        print(
                "| nobody, %d peers, load average %.1f | | | %s | %.2f | %d |%n",
                others.count(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                text(figures),
                (server.cpu() - cpu) / (double) time.toNanos(),
                heap());
    }

    /**
     * Measures the figures under an abuse.
     *
     * @param enough tells whether the registry has done enough about it; else it goes on for a
     *     while
     */
    Outcome under(
            Abuse abuse, AbuserProcess abuser, Duration time, Predicate<Map<String, Long>> enough)
            throws IOException, InterruptedException {
        long before = heap();
        abuser.begin(abuse);
        long cpu = server.cpu();
        Figures figures = others.measure(time);
        double cores = (server.cpu() - cpu) / (double) time.toNanos();
        for (long end = System.nanoTime() + SETTLING.toNanos();
                !enough.test(abuser.look()) && System.nanoTime() < end; ) {
            Thread.sleep(50);
        }
        // while it still goes on
        long under = heap();
        Map<String, Long> answers = abuser.end();
        long offered = answers.remove("offered");
        settle();
        note(abuse.word(), figures);
        print(
                "| %s | %d | %s | %s | %.2f | %d, %d, %d |%n",
                abuse.word(),
                offered * 1_000 / time.toMillis(),
                answers.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")),
                text(figures),
                cores,
                before,
                under,
                heap());
        return new Outcome(offered, answers, figures);
    }

    private void print(String format, Object... values) {
        out.printf(format, values);
        out.flush();
    }

    private String text(Figures figures) {
        return "%s, %s, %s | %s | %s | %s, %s, %d | %d"
                .formatted(
                        millis(figures.answers(), 0.5),
                        millis(figures.answers(), 0.99),
                        millis(figures.answers(), 1),
                        ratio(figures),
                        millis(figures.changeLatencies(), 0.99),
                        millis(figures.joins(), 0.5),
                        millis(figures.joins(), 0.99),
                        figures.failedJoins(),
                        figures.failures());
    }

    private String ratio(Figures figures) {
        if (alone == null || figures.answers().count() == 0) {
            return "";
        }
        return "%.1f"
                .formatted(
                        figures.answers().within(0.99).toNanos()
                                / (double) alone.answers().within(0.99).toNanos());
    }

    private static String millis(Latencies latencies, double share) {
        return latencies.count() == 0
                ? "none"
                : "%.1f".formatted(latencies.within(share).toNanos() / 1e6);
    }

    private long heap() throws IOException {
        return server.look(true).get("heap") >> 20;
    }

    /** Waits until the connections of the attackers are gone. */
    private void settle() throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (server.look(false).get("connections") > others.count() + 10
                && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }
}
