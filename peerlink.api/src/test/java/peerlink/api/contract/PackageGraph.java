package peerlink.api.contract;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * Maps the dependencies between the files of one module, as the JDK's {@code jdeps} reads them from
 * compiled classes. A nested class belongs to its file.
 *
 * @param files each file, by the qualified name of its outermost class, with the files of the
 *     module that it needs
 */
record PackageGraph(Map<String, Set<String>> files) {
    private static final Pattern ARROW =
            Pattern.compile("(?m)^\\s+(peerlink\\.[\\w.$]+)\\s+-> ([\\w.$]+)");

    /**
     * Reads the classes below a folder, such as {@code target/classes/peerlink}: one without a
     * module descriptor.
     */
    static PackageGraph of(Path classes) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                ToolProvider.findFirst("jdeps")
                        .orElseThrow()
                        .run(
                                new PrintWriter(out),
                                new PrintWriter(err),
                                "-verbose:class",
                                "-filter:none",
                                "--ignore-missing-deps",
                                classes.toString());
        if (status != 0) {
            throw new IllegalStateException("jdeps: " + out + err);
        }
        Map<String, Set<String>> files = new TreeMap<>();
        Matcher arrow = ARROW.matcher(out.toString());
        while (arrow.find()) {
            files.computeIfAbsent(file(arrow.group(1)), _ -> new TreeSet<>())
                    .add(file(arrow.group(2)));
        }
        files.values().forEach(needed -> needed.retainAll(files.keySet()));
        files.forEach((file, needed) -> needed.remove(file));
        return new PackageGraph(files);
    }

    /** Returns the arrows between packages, {@code one -> other}, in order. */
    List<String> arrows() {
        TreeSet<String> arrows = new TreeSet<>();
        packages().forEach((from, needed) -> needed.forEach(to -> arrows.add(from + " -> " + to)));
        return List.copyOf(arrows);
    }

    /** Returns the sets of packages that need each other. */
    List<Set<String>> circlesOfPackages() {
        return circles(packages());
    }

    /**
     * Returns the sets of files of one package that need each other, {@code package: One Other}, in
     * order.
     */
    List<String> circlesOfFiles() {
        Map<String, Set<String>> within = new TreeMap<>();
        files.forEach(
                (file, needed) -> {
                    Set<String> neighbours = new TreeSet<>(needed);
                    neighbours.removeIf(other -> !packageOf(other).equals(packageOf(file)));
                    within.put(file, neighbours);
                });
        return circles(within).stream()
                .map(
                        circle ->
                                packageOf(circle.iterator().next())
                                        + ": "
                                        + String.join(
                                                " ",
                                                circle.stream()
                                                        .map(
                                                                file ->
                                                                        file.substring(
                                                                                file.lastIndexOf(
                                                                                                '.')
                                                                                        + 1))
                                                        .toList()))
                .sorted()
                .toList();
    }

    private Map<String, Set<String>> packages() {
        Map<String, Set<String>> packages = new TreeMap<>();
        files.forEach(
                (file, needed) -> {
                    Set<String> others =
                            packages.computeIfAbsent(packageOf(file), _ -> new TreeSet<>());
                    needed.forEach(other -> others.add(packageOf(other)));
                });
        packages.forEach((name, needed) -> needed.remove(name));
        return packages;
    }

    /** Returns the strongly connected components of more than one node (Tarjan, 1972). */
    private static List<Set<String>> circles(Map<String, Set<String>> graph) {
        Search search = new Search(graph);
        graph.keySet().forEach(search::visit);
        return search.circles;
    }

    private static final class Search {
        private final Map<String, Set<String>> graph;
        private final Map<String, Integer> index = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> path = new ArrayDeque<>();
        private final Set<String> onPath = new HashSet<>();
        private final List<Set<String>> circles = new ArrayList<>();

        private Search(Map<String, Set<String>> graph) {
            this.graph = graph;
        }

        private void visit(String node) {
            if (index.containsKey(node)) {
                return;
            }
            int number = index.size();
            index.put(node, number);
            low.put(node, number);
            path.push(node);
            onPath.add(node);
            for (String next : graph.getOrDefault(node, Set.of())) {
                if (!index.containsKey(next)) {
                    visit(next);
                    low.merge(node, low.get(next), Math::min);
                } else if (onPath.contains(next)) {
                    low.merge(node, index.get(next), Math::min);
                }
            }
            if (low.get(node) == number) {
                Set<String> circle = new TreeSet<>();
                String last;
                do {
                    last = path.pop();
                    onPath.remove(last);
                    circle.add(last);
                } while (!last.equals(node));
                if (circle.size() > 1) {
                    circles.add(circle);
                }
            }
        }
    }

    private static String file(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    private static String packageOf(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }
}
