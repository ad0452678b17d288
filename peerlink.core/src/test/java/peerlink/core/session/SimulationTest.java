package peerlink.core.session;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Checks that {@link Simulation} finds no fault in short scripts and in long ones. */
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
        return scripts(20, 60);
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
}
