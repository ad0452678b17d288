package peerlink.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code bench/run messages} measures something, little as that says. */
class MessageBenchmarkTest {
    @Test
    void everyRowOfTheTablesHasAFigure() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        MessageBenchmark.run(
                1, Duration.ofMillis(100), new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<String> rows =
                printed.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("\\| .*(TLS|PeerLink|disk).*"))
                        .toList();
        assertEquals(8, rows.size(), printed::toString);
        rows.forEach(row -> assertTrue(row.matches(".*\\| [1-9][0-9,]* \\| [0-9.]+ \\|"), row));
    }
}
