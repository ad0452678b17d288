package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;
import peerlink.cli.text.Theme;

/** Fits a status line into terminals of many widths. */
class StatusRowTest {
    private static final List<StatusRow.Part> PARTS =
            List.of(
                    new StatusRow.Part(3, Line.dim("bob unverified")),
                    new StatusRow.Part(2, Line.dim("relayed")),
                    new StatusRow.Part(5, Line.plain("[carol 2]")),
                    new StatusRow.Part(5, Line.plain("[dave 12]")),
                    new StatusRow.Part(1, Line.dim("registry connected")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "300|bob unverified  relayed  [carol 2]  [dave 12]  registry connected",
                "66|bob unverified  relayed  [carol 2]  [dave 12]  registry connected",
                "65|bob unverified  relayed  [carol 2]  [dave 12]",
                "46|bob unverified  relayed  [carol 2]  [dave 12]",
                "45|bob unverified  [carol 2]  [dave 12]",
                "37|bob unverified  [carol 2]  [dave 12]",
                "36|[carol 2]  [dave 12]",
                "20|[carol 2]",
                "9|''",
            })
    void theLeastImportantPartsAreLeftOutAndNoneIsCut(int columns, String expected) {
        TerminalStyle style = new TerminalStyle(columns, 24, StandardCharsets.UTF_8, Theme.NONE);
        assertEquals(expected, StatusRow.fitting(PARTS, style).text());
    }
}
