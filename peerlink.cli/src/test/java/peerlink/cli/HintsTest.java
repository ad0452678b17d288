package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of hints for {@code HintsEndToEndTest} has all hints of the sources. */
class HintsTest {
    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/main/java"),
                    Path.of("../peerlink.api/src/main/java"),
                    Path.of("../peerlink.core/src/main/java"),
                    Path.of("../plugins/files/src/main/java"),
                    Path.of("../plugins/history/src/main/java"),
                    Path.of("../plugins/lan/src/main/java"));

    /** A new hint needs a row of its own in {@link HintRows}, with its place in the sources. */
    @Test
    void everyHintOfTheSourcesIsBroughtAboutOrSaysWhyNot() throws Exception {
        // HintPlaces uses modules that this module does not require
        for (String compiler : List.of("java.compiler", "jdk.compiler")) {
            Module module = ModuleLayer.boot().findModule(compiler).orElseThrow();
            HintsTest.class.getModule().addReads(module);
        }
        Map<String, Integer> listed = new TreeMap<>();
        HintRows.places().forEach(place -> listed.merge(place, 1, Integer::sum));
        assertEquals(asLines(HintPlaces.in(SOURCES)), asLines(listed));
    }

    private static String asLines(Map<String, Integer> places) {
        List<String> lines = new ArrayList<>();
        places.forEach((place, hints) -> lines.add(place + " " + hints));
        return String.join("\n", lines);
    }

    @Test
    void everyTestThatIsNamedForAHintIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String test : HintRows.ELSEWHERE.values()) {
            String[] name = test.split("\\.");
            if (!Files.readString(source(name[0] + ".java")).contains("void " + name[1] + "(")) {
                missing.add(test);
            }
        }
        assertEquals(List.of(), missing);
    }

    private static Path source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/peerlink/cli"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
