package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads keys as terminals send them. {@code ⎋} stands for Escape, {@code …} for a pause that is
 * longer than one on a slow line.
 */
class KeyReaderTest {
    private static final char PAUSE = '…';

    /** A pause within a code, as on a slow line. */
    private static final char SHORT_PAUSE = '‥';

    private static final long SHORT_MILLIS = 100;

    private static List<String> keys(String sent) {
        int[] characters =
                sent.replace('⎋', '\033')
                        .replace("CR", "\r")
                        .replace("DEL", "\u007f")
                        .codePoints()
                        .toArray();
        KeyReader reader =
                new KeyReader(
                        new KeyReader.Source() {
                            private int next;

                            @Override
                            public int read() {
                                while (next < characters.length
                                        && (characters[next] == PAUSE
                                                || characters[next] == SHORT_PAUSE)) {
                                    next++;
                                }
                                return next < characters.length ? characters[next++] : -1;
                            }

                            @Override
                            public boolean isIdle(long millis) {
                                return next < characters.length
                                        && (characters[next] == PAUSE
                                                || characters[next] == SHORT_PAUSE
                                                        && millis <= SHORT_MILLIS);
                            }
                        });
        List<String> keys = new ArrayList<>();
        for (String key = reader.next(); key != null; key = reader.next()) {
            keys.add(
                    key.replace('\033', '⎋')
                            .replace("\r", "CR")
                            .replace("\u007f", "DEL")
                            .replace("\u0001", "SOH"));
        }
        return keys;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    xterm                       | ⎋[A     | ⎋[A
                    application mode            | ⎋OA     | ⎋[A
                    xterm                       | ⎋[B     | ⎋[B
                    application mode            | ⎋OB     | ⎋[B
                    xterm                       | ⎋[C     | ⎋[C
                    application mode            | ⎋OC     | ⎋[C
                    xterm                       | ⎋[D     | ⎋[D
                    application mode            | ⎋OD     | ⎋[D
                    xterm Home                  | ⎋[H     | ⎋[H
                    application mode            | ⎋OH     | ⎋[H
                    Linux console, PuTTY, tmux  | ⎋[1~    | ⎋[H
                    rxvt                        | ⎋[7~    | ⎋[H
                    xterm End                   | ⎋[F     | ⎋[F
                    application mode            | ⎋OF     | ⎋[F
                    Linux console, PuTTY, tmux  | ⎋[4~    | ⎋[F
                    rxvt                        | ⎋[8~    | ⎋[F
                    Ctrl-Home                   | ⎋[1;5H  | ⎋[H
                    Shift-End                   | ⎋[1;2F  | ⎋[F
                    rxvt Ctrl-Home              | ⎋[7^    | ⎋[H
                    rxvt Shift-End              | ⎋[8$…   | ⎋[F
                    Delete                      | ⎋[3~    | ⎋[3~
                    Shift-Delete                | ⎋[3;2~  | ⎋[3~
                    rxvt Shift-Delete           | ⎋[3$…   | ⎋[3~
                    Ctrl-Delete                 | ⎋[3;5~  | ⎋[3;5~
                    rxvt Ctrl-Delete            | ⎋[3@    | ⎋[3;5~
                    Alt-Delete                  | ⎋[3;3~  | ⎋[3;5~
                    Ctrl-Right                  | ⎋[1;5C  | ⎋[1;5C
                    Ctrl-Left                   | ⎋[1;5D  | ⎋[1;5D
                    Alt-Right                   | ⎋[1;3C  | ⎋[1;5C
                    Alt-Left                    | ⎋[1;3D  | ⎋[1;5D
                    Alt-Left with Escape        | ⎋⎋[D    | ⎋[1;5D
                    rxvt Ctrl-Right             | ⎋Oc     | ⎋[1;5C
                    rxvt Ctrl-Left              | ⎋Od     | ⎋[1;5D
                    old xterm Ctrl-Right        | ⎋O5C    | ⎋[1;5C
                    Shift-Right                 | ⎋[1;2C  | ⎋[C
                    rxvt Shift-Left             | ⎋[d     | ⎋[D
                    Alt-B                       | ⎋b      | ⎋b
                    Alt-Backspace               | ⎋DEL    | ⎋DEL
                    Shift-Tab                   | ⎋[Z     | ⎋[Z
                    Alt-Enter                   | ⎋CR     | ⎋CR
                    Shift-Enter, kitty          | ⎋[13;2u | ⎋CR
                    Shift-Enter, xterm          | ⎋[27;2;13~ | ⎋CR
                    Enter, kitty                | ⎋[13u   | CR
                    Ctrl-A, kitty               | ⎋[97;5u | SOH
                    Alt-B, xterm                | ⎋[27;3;98~ | ⎋b
                    Shift-A, kitty              | ⎋[97;2u | A
                    Enter of the numeric pad    | ⎋OM     | CR
                    7 of the numeric pad        | ⎋Ow     | 7
                    point of the numeric pad    | ⎋On     | .
                    a paste                     | ⎋[200~  | ⎋[200~
                    F1                          | ⎋OP     | ⎋OP
                    F5                          | ⎋[15~   | ⎋[15~
                    F20                         | ⎋[34~   | ⎋[34~
                    Page Up                     | ⎋[5~    | ⎋[5~
                    """)
    void aKeyIsTheSameWhateverTheTerminal(String terminal, String sent, String key) {
        assertEquals(List.of(key), keys(sent), terminal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⎋[15;5~",
                "⎋[99~",
                "⎋[1;5P",
                "⎋[[A",
                "⎋[[E",
                "⎋[1I",
                "⎋[1O",
                "⎋[E",
                "⎋[?1;2c",
                "⎋[12;40R",
                "⎋[?2026;0$y",
                "⎋[?2027;2$y",
                "⎋[<0;12;3M",
                "⎋[M !!",
                "⎋]11;rgb:ffff/ffff/ffff\u0007",
                "⎋]10;rgb:0/0/0⎋\\",
                "⎋P1$r0m⎋\\",
                "⎋_Gi=1;OK⎋\\",
                "⎋[57399u",
                "⎋[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8z"
            })
    void anUnknownCodeIsOneKeyThatMeansNothing(String sent) {
        List<String> keys = new ArrayList<>(keys(sent + "x"));
        assertEquals("x", keys.removeLast());
        keys.forEach(key -> assertEquals(KeyReader.UNKNOWN, key));
    }

    @Test
    void anEscapeAloneTakesNothingWithIt() {
        assertEquals(List.of("⎋", "b"), keys("⎋…b"));
        assertEquals(List.of("⎋", "["), keys("⎋…["));
    }

    @Test
    void aCodeThatIsBrokenOffLosesNothingThatFollows() {
        assertEquals(List.of("", "1"), keys("⎋[…1"));
        assertEquals(List.of("⎋[D"), keys("⎋[1;⎋[D"));
        assertEquals(List.of("é"), keys("⎋[1;é"));
        assertEquals(List.of("⎋]", "x"), keys("⎋]…x"));
    }

    @Test
    void anAnswerThatComesInTwoPiecesLeavesNoText() {
        assertEquals(List.of("⎋[?2026y"), keys("⎋[?2026;2$‥y"));
        assertEquals(List.of("⎋[F", "y"), keys("⎋[8$‥y"), "rxvt");
    }

    @Test
    void theAnswerOfATerminalThatIsAskedForItsKindIsOneKey() {
        assertEquals(List.of("⎋[>84;0;0c"), keys("⎋[>84;0;0c"));
        assertEquals(List.of("⎋[>84c", "x"), keys("⎋[>84cx"));
        assertEquals(List.of("⎋[>65;7006;1c", "x"), keys("⎋[>65;7006;1cx"));
        assertEquals(List.of("", "x"), keys("⎋[>0:1cx"));
    }
}
