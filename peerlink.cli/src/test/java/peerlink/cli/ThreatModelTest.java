package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every "cannot" of the threat model names a test, and the test exists. */
class ThreatModelTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void everyCannotNamesATest() throws IOException {
        List<String> claims =
                Arrays.stream(threatModel().split("\n(?=- |\n)"))
                        .filter(item -> item.startsWith("- cannot"))
                        .filter(item -> !item.contains("it is not on the way"))
                        .toList();
        assertTrue(claims.size() > 10);
        assertEquals(
                List.of(), claims.stream().filter(item -> !TEST.matcher(item).find()).toList());
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources =
                    files.filter(ThreatModelTest::holdsTests)
                            .filter(file -> file.toString().endsWith("Test.java"))
                            .toList();
        }
        List<String> named =
                TEST.matcher(threatModel()).results().map(result -> result.group()).toList();
        assertFalse(named.isEmpty());
        assertEquals(List.of(), named.stream().filter(test -> !exists(test, sources)).toList());
    }

    /** The contracts of the test kit are main classes of their module. */
    private static boolean holdsTests(Path file) {
        return file.toString().contains("/src/test/java/")
                || file.toString()
                        .matches(".*peerlink[.]testkit[.](contract|store)/src/main/java/.*");
    }

    private static boolean exists(String test, List<Path> sources) {
        String[] parts = test.replace("`", "").split("\\.");
        return sources.stream()
                .filter(file -> file.endsWith(parts[0] + ".java"))
                .anyMatch(file -> read(file).contains("void " + parts[1] + "("));
    }

    private static String threatModel() {
        return read(ROOT.resolve("docs/threat-model.md"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("can't read " + file, e);
        }
    }
}
