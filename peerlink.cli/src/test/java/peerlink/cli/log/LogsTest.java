package peerlink.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Printable;
import peerlink.api.contract.HostileText;

class LogsTest {
    @Test
    void theTextOfAnExceptionCanNeitherMoveTheCursorNorPassForALine() {
        String entry =
                Logs.entry(
                        "2026-01-02T13:05:00Z WARNING peerlink",
                        "could not read",
                        new IOException(
                                "bad \u001b[2J\n2026-01-02T13:05:01Z INFO peerlink: all well",
                                new IOException("\u202eesrever")));
        assertFalse(entry.contains("\u001b") || entry.contains("\u202e"), entry);
        assertTrue(
                entry.startsWith("2026-01-02T13:05:00Z WARNING peerlink: could not read\n"), entry);
        assertTrue(entry.lines().skip(1).allMatch(line -> line.startsWith("  ")), entry);
        assertTrue(entry.contains("Caused by: "), entry);
    }

    static List<HostileText> hostileTexts() throws IOException {
        return HostileText.all();
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void nothingHostileIsLogged(HostileText hostile) {
        String entry = Logs.entry("head", hostile.text(), new IOException(hostile.text()));
        assertEquals(Printable.lines(entry), entry);
        assertTrue(entry.lines().skip(1).allMatch(line -> line.startsWith("  ")), entry);
    }
}
