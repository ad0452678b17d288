package peerlink.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code bench/run presence} measures something, little as that says. */
class PresenceBenchmarkTest {
    @Test
    void everyRowOfTheTableHasFigures() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PresenceBenchmark.run(3, 2, new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<String> rows =
                printed.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("| that "))
                        .toList();
        assertEquals(2, rows.size(), printed::toString);
        rows.forEach(row -> assertTrue(row.matches(".*( \\| [0-9]+\\.[0-9]{2}){3} \\|"), row));
    }
}
