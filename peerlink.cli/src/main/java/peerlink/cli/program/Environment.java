package peerlink.cli.program;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The surroundings of a command: streams, variables, the user. The caller hands them in, so tests
 * need no process of their own.
 *
 * @param out the stream for data alone
 * @param err the stream for notices and errors
 * @param terminal whether standard input and output are both a terminal
 * @param prompt asks for passphrases, where standard input and error are a terminal
 * @param systemConfig the machine's configuration file, which need not exist
 * @param typed the command line, for hints
 */
public record Environment(
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

    /** Returns the same surroundings with another command line. */
    public Environment with(Typed line) {
        return new Environment(
                in, out, err, terminal, prompt, variables, userHome, userName, systemConfig, line);
    }

    /** Returns a writer on one of the streams, in its encoding. */
    public PrintWriter printWriter(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** Returns a variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Tells whether to use colours (<a href="https://no-color.org">no-color.org</a>). */
    public boolean colours() {
        return terminal
                && variable("NO_COLOR").isEmpty()
                && !"dumb".equals(variables.getOrDefault("TERM", ""));
    }
}
