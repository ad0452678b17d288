package peerlink.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Abuses a registry in every way that it is to withstand, one after the other, while others behave well; {@code
 * bench/registry-abuse} prints how it goes for these.
 */
final class RegistryAbuse {
    private static final String USAGE =
            """
            usage: registry-abuse [SECONDS [ABUSE...]]   how it goes for others while somebody does harm (10 s each, all)
            abuses: %s
            """;
    private static final int PEERS = 200;
    private static final Duration SETTLING = Duration.ofSeconds(40);

    private final ServerProcess server;
    private final WellBehaved others;
    private final PrintStream out;
    private @Nullable Figures alone;

    RegistryAbuse(ServerProcess server, WellBehaved others, PrintStream out) {
        this.server = server;
        this.others = others;
        this.out = out;
    }

    /**
     * What came of one abuse.
     *
     * @param offered how many connections, frames or requests it was
     * @param answers what the registry did about them, and how often
     * @param figures how it went for the others meanwhile
     */
    record Outcome(long offered, Map<String, Long> answers, Figures figures) {}

    public static void main(String[] arguments) throws Exception {
        int seconds;
        List<Abuse> abuses;
        try {
            seconds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
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
        try (ServerProcess server = start(folder, "-Xmx512m");
                WellBehaved others = WellBehaved.at(server, PEERS);
                AbuserProcess abuser = AbuserProcess.against(server)) {
            var run = new RegistryAbuse(server, others, System.out);
            run.warmUp();
            run.alone(Duration.ofSeconds(seconds));
            for (Abuse abuse : abuses) {
                run.under(abuse, abuser, Duration.ofSeconds(seconds));
            }
            run.alone(Duration.ofSeconds(seconds));
        }
        System.exit(0);
    }

    /** Starts a registry with the usual limits, which keeps to itself that it declines things: it may say so 20 times a second. */
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

    private void warmUp() throws InterruptedException {
        others.measure(Duration.ofSeconds(10));
    }

    /** Measures how it goes while nobody does harm, which the rest is compared with. */
    Figures alone(Duration time) throws IOException, InterruptedException {
        long cpu = server.cpu();
        Figures figures = others.measure(time);
        if (alone == null) {
            alone = figures;
        }
        out.printf(
                "nobody, %d peers%n%s  registry: %.2f cores, %d MiB%n",
                others.count(),
                text(figures),
                (server.cpu() - cpu) / (double) time.toNanos(),
                heap());
        return figures;
    }

    Outcome under(Abuse abuse, AbuserProcess abuser, Duration time)
            throws IOException, InterruptedException {
        long before = heap();
        abuser.begin(abuse);
        long cpu = server.cpu();
        Figures figures = others.measure(time);
        double cores = (server.cpu() - cpu) / (double) time.toNanos();
        // as much as there is while it goes on
        long under = heap();
        Map<String, Long> answers = abuser.end();
        long offered = answers.remove("offered");
        settle();
        out.printf(
                "%s: %d offered a second; %s%n%s  registry: %.2f cores, %d MiB before, %d under it, %d after%n",
                abuse.word(),
                offered / Math.max(1, time.toSeconds()),
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

    private String text(Figures figures) {
        return "  answers: %s%s%n  news: %s%n  joins: %s, failed %d%n  failures: %d%n"
                .formatted(
                        text(figures.answers()),
                        ratio(figures),
                        text(figures.newsLatencies()),
                        text(figures.joins()),
                        figures.failedJoins(),
                        figures.failures());
    }

    private String ratio(Figures figures) {
        if (alone == null || alone == figures || figures.answers().count() == 0) {
            return "";
        }
        return " (p99 x %.1f)"
                .formatted(
                        figures.answers().within(0.99).toNanos()
                                / (double) alone.answers().within(0.99).toNanos());
    }

    private static String text(Latencies latencies) {
        return latencies.count() == 0
                ? "none"
                : "%d, %s, max %.1f ms"
                        .formatted(
                                latencies.count(),
                                latencies.text(),
                                latencies.within(1).toNanos() / 1e6);
    }

    private long heap() throws IOException {
        return server.look(true).get("heap") >> 20;
    }

    /** Waits until the connections of those who did harm are gone. */
    private void settle() throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (server.look(false).get("connections") > others.count() + 10
                && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }
}
