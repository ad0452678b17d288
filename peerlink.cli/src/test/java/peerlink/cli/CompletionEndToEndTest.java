package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/**
 * Runs the image's completion scripts in the real shells, on a terminal.
 * {@code CompletionScriptTest} tests all that they offer.
 */
class CompletionEndToEndTest {
    private static final String MARK = "$> ";

    /** The line before Tab, and after it: completed or unchanged. */
    private static final String[][] ROWS = {
        {"peerlink regi", "peerlink registry"},
        {"peerlink send car", "peerlink send carol"},
        {"peerlink contacts trust dav", "peerlink contacts trust dave"},
        {"peerlink --profile work send b", "peerlink --profile work send boss"},
        {"peerlink send --profile w", "peerlink send --profile work"},
        {"peerlink help contac", "peerlink help contacts"},
        {"peerlink contacts unb", "peerlink contacts unblock"},
        {"peerlink listen --visibility=lo", "peerlink listen --visibility=lookup-only"},
        {"peerlink registry --max-lea", "peerlink registry --max-leases"},
        {"peerlink --passphrase-file rep", "peerlink --passphrase-file report\\ 1"},
        {"peerlink --passphrase-file=rep", "peerlink --passphrase-file=report\\ 1"},
        {"peerlink send carol rep", "peerlink send carol rep"},
        {"peerlink car", "peerlink carol"}
    };

    @TempDir Path folder;

    @Test
    void bashCompletesAndStaysAsItIs() throws Exception {
        completes(
                "bash",
                new String[] {"--norc", "--noprofile"},
                "PS1='"
                        + MARK
                        + "'; set -u; state() { set -o; shopt; complete -p; }; state >before;"
                        + " source %s; state | grep -v 'F _peerlink peerlink$' >after",
                "bash-completion/completions/peerlink");
    }

    @Test
    void zshCompletesAndStaysAsItIs() throws Exception {
        completes(
                "zsh",
                new String[] {"-f"},
                "PS1='"
                        + MARK
                        + "'; setopt nounset; autoload -Uz compinit; compinit -u -d dump;"
                        + " setopt >before; source %s; setopt >after",
                "zsh/site-functions/_peerlink");
    }

    @Test
    void zshFindsItByItself() throws Exception {
        completes(
                "zsh",
                new String[] {"-f"},
                "PS1='"
                        + MARK
                        + "'; script=%s; fpath=(${script:h} $fpath); autoload -Uz compinit;"
                        + " compinit -u -d dump; setopt >before; setopt >after",
                "zsh/site-functions/_peerlink");
    }

    @Test
    void fishCompletesAndStaysAsItIs() throws Exception {
        completes(
                "fish",
                new String[] {"--no-config"},
                "function fish_prompt; echo -n '"
                        + MARK
                        + "'; end; set -n >before; source %s;"
                        + " set -n >after",
                "fish/vendor_completions.d/peerlink.fish");
    }

    private void completes(String shell, String[] arguments, String setUp, String script)
            throws Exception {
        need(shell);
        Map<String, String> environment = new HashMap<>();
        environment.put("PEERLINK_HOME", Profiles.in(folder.resolve("home")).toString());
        environment.put("HOME", folder.toString());
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("report 1"), "");
        Path file = Program.image().resolve("share").resolve(script);
        assertTrue(Files.exists(file), file::toString);
        try (Screen screen = Screen.start(120, 40, environment, Path.of(shell), arguments)) {
            screen.enter("cd '" + work + "'");
            screen.enter(setUp.formatted("'" + file + "'") + "; echo rea''dy");
            // keys before the prompt would be echoed by the terminal and drawn again by the shell
            screen.waitUntil(
                    "the prompt behind ready",
                    shown ->
                            shown.contains("\nready")
                                    && shown.stripTrailing().endsWith(MARK.stripTrailing()));
            for (String[] row : ROWS) {
                screen.type(row[0]);
                screen.waitFor(MARK + row[0]);
                screen.press("Tab");
                if (row[0].equals(row[1])) {
                    // no completion comes: the next text stands right behind
                    screen.type("x");
                    screen.waitUntil(row[0] + "x", s -> s.stripTrailing().endsWith(row[0] + "x"));
                } else {
                    screen.waitUntil(row[1], s -> s.stripTrailing().endsWith(MARK + row[1]));
                }
                screen.press("C-u");
            }
            screen.enter("exit");
            screen.waitForExit();
        }
        assertEquals(
                Files.readString(work.resolve("before")), Files.readString(work.resolve("after")));
    }

    private static void need(String shell) throws Exception {
        try {
            if (Program.run(Map.of(), Path.of(shell), "-c", "true").status() != 0) {
                fail(shell + " does not run");
            }
        } catch (IOException e) {
            System.err.println("NOT TESTED: completion in " + shell + ", which is not installed");
            abort(shell + " is not installed");
        }
    }
}
