package peerlink.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import peerlink.registry.admin.LogEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServerLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00.120345678Z");
    private static final LogEvent REFUSED =
            LogEvent.of("refused", "request", "7.3", "count", 2, "text", "a \"b\"\n\u001b[2J");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plainIsOneLineWithFields() {
        new ServerLog(out, LogLineFormat.PLAIN)
                .write(NOW, System.Logger.Level.INFO, "peerlink.x", REFUSED, null);
        assertEquals(
                "2026-01-02T13:05:00.120Z INFO: refused request=7.3 count=2 text=\"a \\\"b\\\" \uFFFD[2J\"\n",
                written());
    }

    @Test
    void jsonIsOneObjectALineWhateverIsInIt() {
        new ServerLog(out, LogLineFormat.JSON)
                .write(
                        NOW,
                        System.Logger.Level.ERROR,
                        "peerlink.x",
                        REFUSED,
                        new IOException("two\nlines"));
        assertEquals(1, written().lines().count());
        assertTrue(!written().contains("\u001b"), written());
        JsonNode line = JsonMapper.shared().readTree(written());
        assertEquals("2026-01-02T13:05:00.120Z", line.get("time").asString());
        assertEquals("ERROR", line.get("level").asString());
        assertEquals("refused", line.get("event").asString());
        assertEquals("7.3", line.get("request").asString());
        assertEquals(2, line.get("count").asInt());
        assertEquals("a \"b\"\n\u001b[2J", line.get("text").asString());
        assertEquals("peerlink.x", line.get("logger").asString());
        assertTrue(line.get("exception").asString().contains("IOException"));
    }
}
