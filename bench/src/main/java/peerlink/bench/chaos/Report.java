package peerlink.bench.chaos;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peerlink.bench.chaos.Oracle.Verdict;

/** Sums up a run at its end. */
record Report(
        ChaosNetwork network,
        List<Resident> peers,
        Resident registry,
        List<Handovers> handovers,
        Faults faults) {
    private static final int SHOWN_TEXTS = 5;

    void print(PrintStream out, Verdict verdict, long seed, long seconds) {
        out.printf("seed         %d%n", seed);
        out.printf("duration     %d s%n", seconds);
        out.printf("network      %s%n", network);
        out.printf(
                "messages     %d accepted, %d displayed, of them %d that nobody saw accepted%n",
                verdict.accepted(), verdict.shown(), verdict.unasked());
        out.printf("             %d of them by send --queue: %s%n", sent(), exits());
        faults.counts()
                .forEach((what, count) -> out.printf("             %4d × %s%n", count, what));
        ChaosWire wire = network.wire();
        if (wire != null) {
            out.printf("packets      %d carried, %d lost%n", wire.carried(), wire.dropped());
        }
        out.printf("kills        %d%n", sum("kill"));
        out.printf("cuts         %d%n", sum("cut"));
        for (Resident resident : List.of(peers.getFirst(), peers.getLast(), registry)) {
            if (resident.endedByItself() > 0) {
                out.printf(
                        "%s ended by itself %d times%n",
                        resident.host().name(), resident.endedByItself());
            }
        }
        out.printf("redelivered  %d, after kills%n", verdict.redelivered());
        print(out, "lost", verdict.lost());
        print(out, "doubled", verdict.doubled());
        print(out, "reordered", verdict.reordered());
    }

    private static void print(PrintStream out, String what, List<String> texts) {
        String some = String.join(", ", texts.subList(0, Math.min(SHOWN_TEXTS, texts.size())));
        out.printf("%-12s %d%s%n", what, texts.size(), some.isEmpty() ? "" : ": " + some);
    }

    private int sum(String kind) {
        return faults.counts().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private int sent() {
        return handovers.stream().mapToInt(sending -> sending.accepted().size()).sum();
    }

    private String exits() {
        Map<Integer, Integer> all = new TreeMap<>();
        handovers.forEach(
                sending ->
                        sending.exits()
                                .forEach(
                                        (status, count) -> all.merge(status, count, Integer::sum)));
        int killed = handovers.stream().mapToInt(Handovers::killed).sum();
        int stuck = handovers.stream().mapToInt(Handovers::stuck).sum();
        return "exits %s, %d killed, %d stuck".formatted(all, killed, stuck);
    }
}
