package peerlink.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds a command: streams, variables, the user. Handed in, so that tests need no process of their own.
 *
 * @param out data, nothing else
 * @param err notices and errors
 * @param terminal whether standard input and output are both a terminal
 * @param prompt asks for passphrases, where standard input and error are a terminal
 * @param systemConfig the machine's configuration file, which need not exist
 * @param typed the command line, for hints
 */
record Environment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        PassphrasePrompt prompt,
        Map<String, String> variables,
        Path userHome,
        String userName,
        Path systemConfig,
        Typed typed) {

    /** Returns this process's surroundings. The launcher has set {@code user.home} to {@code $HOME}, if that is an absolute path. */
    static Environment ofProcess() {
        var console = System.console();
        return new Environment(
                System.in,
                // a file or a pipe always gets UTF-8
                Output.ofProcess(
                        console != null && console.isTerminal()
                                ? System.out.charset()
                                : StandardCharsets.UTF_8),
                System.err,
                console != null && console.isTerminal(),
                new TerminalPrompt(System.getenv().getOrDefault("TERM", "")),
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                System.getProperty("user.name", ""),
                Path.of("/etc/peerlink/config.toml"),
                new Typed(List.of()));
    }

    /** Returns the same, of another command line. */
    Environment with(Typed line) {
        return new Environment(
                in, out, err, terminal, prompt, variables, userHome, userName, systemConfig, line);
    }

    /** Returns a writer on one of the streams, in its encoding. */
    PrintWriter printWriter(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** Returns what can be shown on the standard output. */
    Surface surface() {
        return Surface.unmeasured(out.charset(), colours());
    }

    /** Prints a line of data as it looks on the standard output. */
    void print(Line line) {
        out.println(surface().styled(line).toAnsi());
    }

    /** Returns a variable that is set and not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Tells whether to use colours (<a href="https://no-color.org">no-color.org</a>). */
    boolean colours() {
        return terminal
                && variable("NO_COLOR").isEmpty()
                && !"dumb".equals(variables.getOrDefault("TERM", ""));
    }
}
