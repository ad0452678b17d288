package peerlink.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests the packages of a module: arrows between them go one way, and each new one is seen in
 * review as a change of {@code packages.txt}. A line {@code circle PACKAGE: FILE FILE (REASON)}
 * there leaves files closed to each other on purpose.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PackageGraphContractTest {
    private static final int MAX_CIRCLES = 5;

    private static final Pattern CIRCLE = Pattern.compile("circle (.+: [\\w ]+) \\((.+)\\)");

    private static final Path GOLDEN = Path.of("packages.txt");

    private PackageGraph graph;
    private List<String> lines;

    @BeforeAll
    void read() throws IOException {
        graph = PackageGraph.of(Path.of("target", "classes", "peerlink"));
        lines = Files.exists(GOLDEN) ? Files.readAllLines(GOLDEN) : List.of();
    }

    @Test
    void arrowsBetweenPackagesAreThoseOfPackagesTxt() throws IOException {
        Path actual = Path.of("target", "packages.txt");
        List<String> others = lines.stream().filter(line -> !isArrow(line)).toList();
        Files.write(actual, Stream.concat(graph.arrows().stream(), others.stream()).toList());
        assertEquals(
                lines.stream().filter(PackageGraphContractTest::isArrow).toList(),
                graph.arrows(),
                "packages need others than before; if that is meant: cp target/packages.txt packages.txt");
    }

    @Test
    void noPackagesNeedEachOther() {
        assertEquals(List.of(), graph.circlesOfPackages());
    }

    @Test
    void filesThatNeedEachOtherAreListedWithTheReason() {
        List<String> listed = new ArrayList<>();
        for (String line : lines) {
            Matcher circle = CIRCLE.matcher(line);
            if (circle.matches()) {
                listed.add(circle.group(1));
            }
        }
        assertEquals(listed.stream().sorted().toList(), graph.circlesOfFiles());
        assertTrue(listed.size() <= MAX_CIRCLES, () -> listed.size() + " circles");
    }

    private static boolean isArrow(String line) {
        return line.contains(" -> ");
    }
}
