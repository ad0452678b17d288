package peerlink.bench.networks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs scenarios and prints a table. Started by {@code bench/networks}. */
public final class Networks implements AutoCloseable {
    private static final int FAULTY = 1;
    private static final int USAGE = 2;

    /** Beyond this, a scenario is given up; its limits add up to less. */
    private static final int MOST_SECONDS = 90;

    private final String launcher;
    private final Path folder;
    private final Limits limits;
    private @Nullable Lab lab;
    private @Nullable Program program;
    private boolean closed;

    private Networks(String launcher, Path folder, Limits limits) {
        this.launcher = launcher;
        this.folder = folder;
        this.limits = limits;
    }

    /**
     * Runs scenarios.
     *
     * @param arguments the image's launcher, a new folder for all output, then {@code --short},
     *     {@code --plain} or neither, then names of scenarios or none for all
     */
    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
        boolean isShort = names.remove("--short");
        boolean isPlain = names.remove("--plain");
        if (names.isEmpty() && isShort) {
            names.addAll(Scenarios.SHORT);
        }
        List<String> known = Scenarios.ALL.stream().map(Scenario::name).toList();
        if (!known.containsAll(names)) {
            System.err.printf(
                    "usage: bench/networks [--short | --plain] [SCENARIO...]%nscenarios: %s%n",
                    String.join(" ", known));
            System.exit(USAGE);
        }
        Limits limits = isShort ? Limits.SHORT : Limits.FULL;
        List<Scenario> chosen =
                Scenarios.ALL.stream()
                        .filter(s -> names.isEmpty() || names.contains(s.name()))
                        .toList();
        List<Row> rows;
        try (Networks networks = new Networks(arguments[0], Path.of(arguments[1]), limits)) {
            // also if it ends by Ctrl-C
            Runtime.getRuntime().addShutdownHook(new Thread(networks::close, "networks-end"));
            if (isPlain) {
                networks.runPlain(chosen);
                return;
            }
            rows = networks.run(chosen);
        }
        System.exit(report(rows) ? 0 : FAULTY);
    }

    private List<Row> run(List<Scenario> scenarios) throws IOException, InterruptedException {
        List<Needs> there = new ArrayList<>();
        for (Needs needs : Needs.values()) {
            if (needs.isIn(launcher, folder.resolve("asked"))) {
                there.add(needs);
            }
        }
        List<Row> rows = new ArrayList<>();
        System.out.println(machine());
        System.out.println();
        System.out.println(Row.HEAD);
        for (Scenario scenario : scenarios) {
            Row row = inTime(scenario, there.contains(scenario.needs()));
            System.out.println(row);
            rows.add(row);
        }
        return rows;
    }

    /** Describes the machine and how busy it is, as that is in all times. */
    private static String machine() throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return "Linux %s, %d cores, load average %s"
                .formatted(
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        load);
    }

    private Row inTime(Scenario scenario, boolean expected) throws InterruptedException {
        FutureTask<Row> measurement = new FutureTask<>(() -> measure(scenario, expected));
        Thread thread = Thread.ofPlatform().daemon().name("scenario").start(measurement);
        try {
            return measurement.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Row.failed(scenario, limits, "did not end in " + MOST_SECONDS + " s");
        } catch (ExecutionException e) {
            return Row.failed(scenario, limits, String.valueOf(e.getCause()));
        } finally {
            thread.interrupt();
            end();
        }
    }

    private Row measure(Scenario scenario, boolean expected) throws Exception {
        Setting setting = build(scenario);
        return new Measurement(scenario, setting, running(), limits).run(expected);
    }

    /** Measures bare TCP instead of the program. */
    private void runPlain(List<Scenario> scenarios) throws IOException, InterruptedException {
        System.out.println(PlainTcp.HEAD);
        for (Scenario scenario : scenarios) {
            Setting setting = build(scenario);
            System.out.println(new PlainTcp(running(), setting).row(scenario.name()));
            end();
        }
    }

    private Setting build(Scenario scenario) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(scenario.name()));
        Lab next = new Lab("peerlink-%d-".formatted(ProcessHandle.current().pid()));
        return scenario.plan().build(begin(next, new Program(launcher, own)));
    }

    private synchronized Lab begin(Lab next, Program with) throws IOException {
        if (closed) {
            throw new IOException("the run has ended");
        }
        lab = next;
        program = with;
        return next;
    }

    private synchronized Program running() throws IOException {
        if (program == null) {
            throw new IOException("the run has ended");
        }
        return program;
    }

    /** Ends the processes and removes the namespaces of the present scenario. */
    private synchronized void end() {
        if (program != null) {
            program.close();
        }
        if (lab != null) {
            lab.close();
        }
        program = null;
        lab = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        end();
    }

    /** Prints the program's words and what should not be so; tells whether all is well. */
    private static boolean report(List<Row> rows) {
        System.out.println();
        rows.stream()
                .filter(row -> !row.remark().isEmpty())
                .forEach(row -> System.out.println(row.scenario().name() + ": " + row.remark()));
        List<String> faults =
                rows.stream()
                        .flatMap(
                                row ->
                                        row.faults().stream()
                                                .distinct()
                                                .map(f -> row.scenario().name() + ": " + f))
                        .toList();
        faults.forEach(fault -> System.out.println("FAILED: " + fault));
        return faults.isEmpty();
    }
}
