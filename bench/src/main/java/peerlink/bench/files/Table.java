package peerlink.bench.files;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of figures, each with the median and range of its values. */
final class Table {
    private final Map<String, List<Double>> rows = new LinkedHashMap<>();

    void add(String name, double value) {
        rows.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    void print(PrintStream out, String title, String base) {
        double one = rows.containsKey(base) ? median(rows.get(base)) : Double.NaN;
        out.printf("| %s | median | range | to %s |%n", title, base);
        out.println("| --- | --- | --- | --- |");
        rows.forEach(
                (name, values) ->
                        out.printf(
                                "| %s | %.2f | %.2f to %.2f | %.2f |%n",
                                name,
                                median(values),
                                values.stream().min(Double::compare).orElseThrow(),
                                values.stream().max(Double::compare).orElseThrow(),
                                median(values) / one));
        out.println();
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
