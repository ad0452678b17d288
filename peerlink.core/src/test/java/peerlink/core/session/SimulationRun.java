package peerlink.core.session;

import java.util.ArrayList;
import java.util.List;

/** Runs simulations as a program: bench/simulate. */
final class SimulationRun {
    private SimulationRun() {}

    /**
     * Runs scripts made from seeds. The first argument is the number of steps, the second one the
     * first seed.
     */
    public static void main(String[] arguments) {
        long steps = Long.parseLong(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Simulation.Tally tally = new Simulation.Tally();
        for (; tally.steps < steps; seed++) {
            Script script = Script.random(seed);
            if (fails(script, tally)) {
                System.out.printf("seed %d fails, looking for its shortest script%n", seed);
                report(script);
                System.exit(1);
            }
        }
        System.out.printf(
                "%,d steps in %,d scripts: %,d messages accepted, %,d shown, %,d crashes, %,d cuts, %,d restored backups, %,d failed writes to the disk, %,d dials in place of a relayed link, %,d links opened as asked by signals%n0 lost, 0 doubled, 0 reordered%n",
                tally.steps,
                tally.runs,
                tally.accepted,
                tally.shown,
                tally.crashes,
                tally.cuts,
                tally.restores,
                tally.failures,
                tally.upgrades,
                tally.asked);
    }

    private static boolean fails(Script script, Simulation.Tally tally) {
        try {
            Simulation.run(script, tally, null);
            return false;
        } catch (AssertionError | RuntimeException e) {
            return true;
        }
    }

    private static void report(Script script) {
        Script shortest = script.shortest(one -> fails(one, new Simulation.Tally()));
        List<String> trace = new ArrayList<>();
        try {
            Simulation.run(shortest, new Simulation.Tally(), trace);
        } catch (AssertionError | RuntimeException e) {
            System.out.printf("seed %d: %s%n", script.seed(), e);
            shortest.steps().forEach(step -> System.out.println("  " + step));
            System.out.println("what happened:");
            trace.forEach(line -> System.out.println("  " + line));
            if (e instanceof RuntimeException || e.getCause() != null) {
                e.printStackTrace(System.out);
            }
        }
    }
}
