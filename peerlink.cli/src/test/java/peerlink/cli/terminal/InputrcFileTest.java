package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads keys as bash 5.2 does: its {@code bind -s} tells which conditions hold. */
class InputrcFileTest {
    private static Map<String, String> texts(String text, String terminal) {
        Map<String, String> texts = new TreeMap<>();
        InputrcFile.keys(text, terminal)
                .forEach(
                        (key, bound) ->
                                texts.put(
                                        key,
                                        switch (bound) {
                                            case InputrcFile.Bound.Keys(var keys) -> keys;
                                            case InputrcFile.Bound.Function(var name) -> name;
                                        }));
        return texts;
    }

    @Test
    void conditionsAreDecidedAsReadlineDecidesThem() {
        assertEquals(
                Map.of(
                        "\030b", "not another terminal",
                        "\030c", "this terminal",
                        "\030d", "version",
                        "\030e", "variable",
                        "\030f", "mode",
                        "\030j", "the inner else",
                        "\030m", "as set",
                        "\030o", "after all"),
                texts(
                        """
                        $if term=rxvt
                        "\\C-xa": "other terminal"
                        $else
                        "\\C-xb": "not another terminal"
                        $endif
                        $if term=xterm
                        "\\C-xc": "this terminal"
                        $endif
                        $if version >= 7.0
                        "\\C-xd": "version"
                        $endif
                        $if editing-mode == emacs
                        "\\C-xe": "variable"
                        $endif
                        $if mode=emacs
                        "\\C-xf": "mode"
                        $endif
                        $if mode=vi
                        $if term=xterm
                        "\\C-xg": "within what does not count"
                        $else
                        "\\C-xh": "else within what does not count"
                        $endif
                        $else
                        $if Bash
                        "\\C-xi": "another program"
                        $else
                        "\\C-xj": "the inner else"
                        $endif
                        $endif
                        set colored-stats on
                        $if colored-stats == off
                        "\\C-xk": "otherwise"
                        $endif
                        $if colored-stats != off
                        "\\C-xm": "as set"
                        $endif
                        $if version < 8.0
                        "\\C-xn": "an older version"
                        $endif
                        "\\C-xo": "after all"
                        """,
                        "xterm-256color"));
    }

    @ParameterizedTest
    @CsvSource({
        "\\x41b, 41.62",
        "\\101b, 41.62",
        "\\x41\\x42\\x43, 41.42.43",
        "\\x18q, 18.71",
        "\\x1b[15~, 1b.5b.31.35.7e",
        "\\033[15~, 1b.5b.31.35.7e",
        "\\e[15~, 1b.5b.31.35.7e",
        "\\xq, 78.71",
        "\\C-x\\C-r, 18.12",
        "\\C-?, 7f",
        "\\M-x, 1b.78",
        "\\M-\\C-x, 1b.18",
        "\\C-\\M-x, 1b.18",
        "\\\\\\\"\\d, 5c.22.7f",
        "\\303\\251, e9",
        "é, e9",
        "a\\, 61.5c"
    })
    void anEscapeStandsForItsKey(String sequence, String keys) {
        String hex =
                String.join(
                        ".",
                        InputrcKeys.translated(sequence)
                                .chars()
                                .mapToObj("%02x"::formatted)
                                .toList());
        assertEquals(keys, hex);
    }

    @Test
    void aFileOfNothingButModifiersIsReadToItsEnd() {
        String keys = InputrcKeys.translated("\\C-".repeat(20_000) + "\\M-x");
        assertEquals("\033\030", keys);
    }

    @Test
    void keysHaveNamesToo() {
        assertEquals(
                Map.of(
                        "\001", "beginning-of-line",
                        "\033\177", "backward-kill-word",
                        "\033\030", "undo",
                        "\t", "complete",
                        "\033X", "undo",
                        "X", "a text"),
                texts(
                        """
                        Control-a: Beginning-Of-Line
                        Meta-Rubout: backward-kill-word
                        C-M-x: undo
                        TAB: complete
                        meta-X: undo
                        X: "a text"
                        """,
                        "xterm"));
    }

    @Test
    void keysOfOtherMapsAreTheirs() {
        assertEquals(
                Map.of("\033a", "undo", "\030b", "undo", "\003", "undo"),
                texts(
                        """
                        set keymap emacs-meta
                        "a": undo
                        set keymap emacs-ctlx
                        "b": undo
                        set keymap vi-command
                        "x": undo
                        set keymap emacs
                        "\\C-c": undo
                        """,
                        "xterm"));
    }

    @Test
    void whatMakesNoSenseIsLeftOut() {
        String senseless =
                """
                "
                "\\
                "a
                "a"
                "a":
                "a": "
                "": undo
                :
                -: undo
                $
                $else
                $endif
                $if
                $if version >= 99999999999999999999
                $include nowhere
                set
                set keymap
                \\C-
                """;
        assertTrue(texts(senseless, "").keySet().stream().allMatch("-"::equals));
        for (int end = 0; end < senseless.length(); end++) {
            texts(senseless.substring(end), "xterm"); // must not throw
        }
        for (String sequence : new String[] {"\\C-", "\\M-", "\\C-\\", "\\C-\\M-", "\\x", "\\"}) {
            assertTrue(InputrcKeys.translated(sequence).length() > 0, sequence);
        }
    }
}
