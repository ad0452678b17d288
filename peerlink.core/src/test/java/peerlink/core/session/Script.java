package peerlink.core.session;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A script of a simulation: a list of numbers, each of which stands for one step.
 *
 * @param seed the seed of all that is random in the simulation. It also makes some steps frequent,
 *     and others rare or missing, so that some scripts reach states that an even mixture would not
 */
record Script(long seed, List<Integer> numbers) {
    /** The bound of the numbers, which are below it. */
    static final int BOUND = 1 << 24;

    private static final int[] FACTORS = {0, 1, 2, 2, 2, 5};

    /** The action of one step, with its frequency compared with others. */
    enum Action {
        COMMIT(10),
        RUN(2),
        SUBMIT(9),
        WRITE(12),
        NOTICE(14),
        SETTLE_DIAL(6),
        HANDLE(4),
        SHOW(5),
        ADVANCE(6),
        LEAVE(4),
        CONNECT(1),
        APPEAR(1),
        CANCEL(2),
        CUT(2),
        SWALLOW(1),
        CLOSE(1),
        FAIL_DIAL(1),
        SETTLE_UPGRADE(4),
        MOVE(1),
        SIGNAL(5),
        REGISTRY(1),
        FILL_DISK(2),
        REFUSE(1),
        PASS_BY(1),
        CRASH(2),
        START(3),
        BACK_UP(1),
        RESTORE(1);

        private final int weight;

        Action(int weight) {
            this.weight = weight;
        }
    }

    /** One step, and its side. */
    record Step(Action action, int side, int argument) {
        @Override
        public String toString() {
            return "%s %s %d"
                    .formatted(
                            side == 0 ? "alice" : "bob",
                            action.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                            argument);
        }
    }

    /** Returns the script of a seed. */
    static Script random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = random.nextInt(4) > 0 ? random.nextInt(10, 100) : random.nextInt(100, 1000);
        return new Script(seed, random.ints(length, 0, BOUND).boxed().toList());
    }

    List<Step> steps() {
        List<Action> table = table();
        return numbers.stream().map(number -> step(number, table)).toList();
    }

    private List<Action> table() {
        SplittableRandom random = new SplittableRandom(seed);
        boolean isEven = random.nextInt(3) == 0;
        List<Action> table = new ArrayList<>();
        for (Action action : Action.values()) {
            int factor = isEven ? 2 : FACTORS[random.nextInt(FACTORS.length)];
            for (int i = 0; i < action.weight * factor; i++) {
                table.add(action);
            }
        }
        return table.isEmpty() ? List.of(Action.RUN) : table;
    }

    private static Step step(int number, List<Action> table) {
        int rest = number / table.size();
        return new Step(table.get(number % table.size()), rest % 2, rest / 2);
    }

    /** Returns a script that fails as well, from which no step can be left out. */
    Script shortest(Predicate<Script> fails) {
        List<Integer> best = new ArrayList<>(numbers);
        for (int size = Math.max(1, best.size() / 2); size > 0; size /= 2) {
            boolean again = true;
            while (again) {
                again = false;
                for (int from = 0; from < best.size(); ) {
                    List<Integer> shorter = new ArrayList<>(best);
                    shorter.subList(from, Math.min(best.size(), from + size)).clear();
                    if (fails.test(new Script(seed, shorter))) {
                        best = shorter;
                        again = true;
                    } else {
                        from += size;
                    }
                }
                again &= size == 1;
            }
        }
        for (int i = 0; i < best.size(); i++) {
            int simplest = best.get(i) % (2 * table().size());
            List<Integer> simpler = new ArrayList<>(best);
            simpler.set(i, simplest);
            if (fails.test(new Script(seed, simpler))) {
                best = simpler;
            }
        }
        return new Script(seed, List.copyOf(best));
    }
}
