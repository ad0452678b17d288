package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws prompts on a terminal that changes its width, of which the program learns later. */
class PromptDisplayTest {
    private static final String STATUS = "bob unverified  direct  [carol 2]  registry connected";

    private static final int ROWS = 24;

    /** The lowest row, as the terminal was used before. */
    private static final int FIRST_ROW = ROWS - 1;

    private final ReflowingScreen screen = new ReflowingScreen(80, ROWS, Breaks.COUNTED);
    private LineDisciplineTerminal terminal;
    private PromptDisplay display;

    @BeforeEach
    void open() throws Exception {
        terminal = new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.US_ASCII);
        display = new PromptDisplay(terminal, Breaks.COUNTED);
        tell(80);
    }

    /** Tells the program how wide the terminal is. */
    private void tell(int columns) {
        display.resize(Size.of(columns, 24));
    }

    private void draw(int row, int column, String... rows) {
        List<AttributedString> lines = new ArrayList<>();
        for (String text : rows) {
            lines.add(new AttributedString(text + "\n"));
        }
        display.update(lines, row * (display.getColumns() + 1) + column, true);
    }

    private void print(String line) {
        display.update(List.of(), 0, true);
        screen.print(line + "\r\n");
    }

    @Test
    void noPieceOfTheLinesIsLeftThoughTheWidthIsAnotherThanTheProgramKnows() {
        Random random = new Random(16);
        List<String> expected = new ArrayList<>();
        draw(0, 11, "alice> half", STATUS);
        for (int i = 0; i < 300; i++) {
            int columns = 20 + random.nextInt(100);
            screen.resize(columns);
            if (random.nextBoolean()) {
                tell(columns);
            }
            String line = "message " + i + " " + "x".repeat(1 + random.nextInt(40));
            print(line);
            expected.add(line);
            draw(0, 11, "alice> half", STATUS);
        }
        int last = 100;
        screen.resize(last);
        tell(last);
        draw(0, 11, "alice> half", STATUS);
        expected.add("alice> half");
        expected.add(STATUS);
        assertEquals(expected, screen.lines());
    }

    @Test
    void rowsAboveTheCursorAreCountedAsTheTerminalHasBrokenThem() {
        Random random = new Random(16);
        List<String> expected = new ArrayList<>();
        String sent = "13:05 alice to bob: a line that may still change, as it waits";
        String typed = "alice> a line that is longer than the narrow terminals are wide";
        for (int i = 0; i < 300; i++) {
            int width = 20 + random.nextInt(100);
            screen.resize(width);
            tell(width);
            // each narrower width moves the prompt up, and what is above the screen can't be
            // reached
            for (int j = 0; j < ROWS / 2; j++) {
                print("message " + i + "." + j);
                expected.add("message " + i + "." + j);
            }
            List<String> rows = new ArrayList<>();
            for (int at = 0; at < typed.length(); at += width) {
                rows.add(typed.substring(at, Math.min(typed.length(), at + width)));
            }
            int row = rows.size() - 1;
            int column = rows.getLast().length();
            rows.addFirst(sent.substring(0, Math.min(width, sent.length())));
            rows.add(STATUS.substring(0, Math.min(width, STATUS.length())));
            draw(row + 1, column, rows.toArray(String[]::new));
        }
        display.update(List.of(), 0, true);
        assertEquals(expected, screen.lines());
    }

    @Test
    void noLineAboveIsLostWhileTheTerminalBecomesNarrowAndWideAgain() {
        String typed = "alice> a line that is longer than the narrow terminals are wide";
        print("the newest message");
        for (int width : new int[] {80, 40, 80, 20, 30, 80}) {
            screen.resize(width);
            tell(width);
            List<String> rows = new ArrayList<>();
            for (int at = 0; at < typed.length(); at += width) {
                rows.add(typed.substring(at, Math.min(typed.length(), at + width)));
            }
            draw(rows.size() - 1, rows.getLast().length(), rows.toArray(String[]::new));
        }
        assertEquals(List.of("the newest message", typed), screen.lines());
    }

    @Test
    void aTypedCharacterChangesItsRowAlone() {
        draw(0, 7, "alice> ", STATUS);
        draw(0, 8, "alice> h", STATUS);
        draw(0, 9, "alice> hi", STATUS);
        draw(0, 7, "alice> ", STATUS);
        draw(0, 9, "alice> ho", STATUS);
        assertEquals(List.of("alice> ho", STATUS), screen.lines());
        assertEquals(FIRST_ROW, screen.row());
        assertEquals(9, screen.column());
        display.update(List.of(), 0, true);
        assertEquals(List.of(), screen.lines());
    }

    @Test
    void aFullRowLosesNoCharacter() {
        String full = "x".repeat(80);
        draw(1, 3, full, full, full);
        assertEquals(List.of(full, full, full), screen.lines());
        draw(1, 4, full, full.replace('x', 'y'), full);
        assertEquals(List.of(full, full.replace('x', 'y'), full), screen.lines());
        assertEquals(FIRST_ROW + 1, screen.row());
    }

    @Test
    void theEndOfAPromptThatIsHigherThanTheScreenIsShown() throws Exception {
        ReflowingScreen low = new ReflowingScreen(80, ROWS, Breaks.SAVED);
        terminal = new LineDisciplineTerminal("test", "ansi", low, StandardCharsets.US_ASCII);
        display = new PromptDisplay(terminal, Breaks.SAVED);
        tell(80);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS + 6; i++) {
            rows.add("row " + i);
        }
        draw(rows.size() - 1, 3, rows.toArray(String[]::new));
        assertEquals(rows, low.lines());
        assertEquals(FIRST_ROW + rows.size() - 1, low.row());
        rows.set(rows.size() - 1, "row");
        draw(rows.size() - 1, 3, rows.toArray(String[]::new));
        assertEquals(rows, low.lines());
    }

    @Test
    void rowsAreCertainWhereTheCursorStandsNearTheBeginningOfTheFirst() {
        draw(0, 11, "alice> half", STATUS);
        assertFalse(display.isUncertain());
        draw(0, 30, "alice> half" + "x".repeat(19), STATUS);
        assertTrue(display.isUncertain());
        draw(1, 2, "sent", "alice> half", STATUS);
        assertTrue(display.isUncertain());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tmux-256color,   84;0;0,       WALKED",
        "xterm-256color,  84,           WALKED",
        "xterm-256color,  841;0;0,      COUNTED",
        "xterm-256color,  65;7006;1,    SAVED", // VTE 0.70.6
        "xterm-256color,  65;20;0,      COUNTED",
        "xterm,           41;379;0,     NONE", // xterm 379
        "xterm-256color,  41;2500;0,    COUNTED",
        "screen.xterm,    83;40900;0,   NONE", // screen 4.9.0
        "mlterm,          24;279;0,     NONE", // mlterm 3.9.0
        "xterm-kitty,     1;4000;26,    COUNTED",
        "xterm-256color,  1;115;0,      COUNTED", // Konsole
        "st-256color,     '',           NONE",
        "linux,           '',           NONE",
        "xterm-256color,  '',           COUNTED"
    })
    void aTerminalBreaksRowsAsItsKindDoes(String type, String kind, Breaks expected) {
        assertEquals(expected, Breaks.of(type, kind.isEmpty() ? "" : "\033[>" + kind + "c"));
    }
}
