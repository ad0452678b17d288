package peerlink.registry.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the rules of Prometheus' text format 0.0.4, and those that {@code promtool check metrics}
 * adds. Shares no code with the page that it checks.
 */
final class MetricsLint {
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]?Inf|[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)");
    private static final Pattern LABEL =
            Pattern.compile(
                    "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\\n]|\\\\[\\\\n\"])*)\"(?:,|$)");
    private static final Set<String> NOT_BASE_UNITS =
            Set.of(
                    "milliseconds",
                    "microseconds",
                    "nanoseconds",
                    "minutes",
                    "hours",
                    "days",
                    "kilobytes",
                    "megabytes",
                    "kibibytes",
                    "mebibytes",
                    "bits",
                    "percent",
                    "s",
                    "ms",
                    "us",
                    "ns",
                    "sec",
                    "b",
                    "kb",
                    "mb",
                    "gb",
                    "m",
                    "h",
                    "d");
    private static final Set<String> TYPES =
            Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> helped = new HashSet<>();
    private final Set<String> series = new HashSet<>();
    private final Set<String> finished = new LinkedHashSet<>();
    private final Map<String, List<Double>> buckets = new HashMap<>();
    private final Map<String, Double> counts = new HashMap<>();
    private String family = "";

    /** Returns the problems; none if all is well. */
    static List<String> problems(String text) {
        MetricsLint lint = new MetricsLint();
        if (!text.endsWith("\n")) {
            lint.problems.add("no line feed at the end");
        }
        text.lines().forEach(lint::line);
        lint.buckets.forEach(lint::histogram);
        return lint.problems;
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            String[] words = line.split(" ", 4);
            begin(words[2]);
            require(words.length == 4 && !words[3].isBlank(), "no help: " + line);
            require(helped.add(words[2]), "a second HELP: " + line);
        } else if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ");
            begin(words[2]);
            require(TYPES.contains(words[3]), "no such type: " + line);
            require(types.put(words[2], words[3]) == null, "a second TYPE: " + line);
            name(words[2], words[3]);
        } else {
            sample(line);
        }
    }

    private void begin(String name) {
        if (!name.equals(family)) {
            require(!finished.contains(name), "a family in two places: " + name);
            finished.add(family);
            family = name;
        }
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            problems.add("not a sample: " + line);
            return;
        }
        String name = matcher.group(1);
        String type = types.getOrDefault(family, "");
        boolean isHistogram = type.equals("histogram");
        String own = isHistogram ? name.replaceFirst("_(bucket|sum|count)$", "") : name;
        require(own.equals(family), "not below its HELP and TYPE: " + line);
        require(helped.contains(own), "without HELP: " + line);
        Set<String> labels = labels(matcher.group(2), line);
        require(series.add(name + new TreeSet<>(labels)), "twice: " + line);
        double value = Double.parseDouble(matcher.group(3).replace("Inf", "Infinity"));
        require(type.equals("gauge") || value >= 0, "less than nothing: " + line);
        if (isHistogram && name.endsWith("_bucket")) {
            buckets.computeIfAbsent(family, _ -> new ArrayList<>()).add(value);
            require(line.contains("le=\""), "a bucket without bound: " + line);
        } else if (isHistogram && name.endsWith("_count")) {
            counts.put(family, value);
            require(
                    series.stream().anyMatch(s -> s.startsWith(family + "_bucket[le=+Inf")),
                    "no bucket for the rest: " + family);
        } else {
            require(!line.contains("le=\""), "a bound outside of a histogram: " + line);
        }
    }

    private Set<String> labels(String text, String line) {
        Set<String> labels = new HashSet<>();
        if (text == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(text);
        Set<String> names = new HashSet<>();
        int end = 0;
        while (label.find() && label.start() == end) {
            end = label.end();
            require(names.add(label.group(1)), "a label twice: " + line);
            require(!label.group(1).startsWith("__"), "a reserved label: " + line);
            labels.add(label.group(1) + "=" + label.group(2));
        }
        require(end == text.length(), "not labels: " + line);
        return labels;
    }

    private void name(String name, String type) {
        require(
                type.equals("counter") == name.endsWith("_total"),
                "_total is for counters, and counters have it: " + name);
        require(!name.matches(".*_(bucket|count|sum)"), "a suffix of histograms: " + name);
        require(!name.contains(":") && name.equals(name.toLowerCase()), "not snake_case: " + name);
        for (String part : name.split("_")) {
            require(!NOT_BASE_UNITS.contains(part), "not a base unit: " + name);
            require(!TYPES.contains(part), "the type in the name: " + name);
        }
    }

    private void histogram(String name, List<Double> cumulative) {
        require(
                cumulative.stream().sorted().toList().equals(cumulative),
                "buckets that are not cumulative: " + name);
        require(
                cumulative.getLast().equals(counts.get(name)),
                "the count is not that of the last bucket: " + name);
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
