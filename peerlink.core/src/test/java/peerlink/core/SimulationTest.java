package peerlink.core;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** What {@link Simulation} finds in short scripts and in long ones. */
class SimulationTest {
    @Property(tries = 400)
    void noMessageIsLostOrDoubledInShortScripts(
            @ForAll long seed, @ForAll("shortScripts") List<Integer> script) {
        run(new Script(seed, script));
    }

    @Property(tries = 20)
    void noMessageIsLostOrDoubledInLongScripts(
            @ForAll long seed, @ForAll("longScripts") List<Integer> script) {
        run(new Script(seed, script));
    }

    @Provide
    Arbitrary<List<Integer>> shortScripts() {
        return scripts(10, 40);
    }

    @Provide
    Arbitrary<List<Integer>> longScripts() {
        return scripts(300, 600);
    }

    private static Arbitrary<List<Integer>> scripts(int shortest, int longest) {
        return Arbitraries.integers()
                .between(0, Script.BOUND - 1)
                .withDistribution(RandomDistribution.uniform())
                .withoutEdgeCases()
                .list()
                .ofMinSize(shortest)
                .ofMaxSize(longest);
    }

    private static void run(Script script) {
        try {
            Simulation.run(script, new Simulation.Tally(), null);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + ": " + script.steps(), e);
        }
    }

    /** Runs scripts made from seeds: as many steps as the first argument says, from the seed on that the second one says. */
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
                "%,d steps in %,d scripts: %,d messages accepted, %,d shown, %,d crashes, %,d cuts, %,d restored backups, %,d failed writes to the disk%n0 lost, 0 doubled, 0 reordered%n",
                tally.steps,
                tally.runs,
                tally.accepted,
                tally.shown,
                tally.crashes,
                tally.cuts,
                tally.restores,
                tally.failures);
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
