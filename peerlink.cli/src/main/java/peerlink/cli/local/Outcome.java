package peerlink.cli.local;

import java.io.PrintStream;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;

/**
 * The result of a local request.
 *
 * @param exitCode one of {@link ExitCode}
 * @param message one line that says what was done, or what went wrong
 * @param hint as {@link CliException#hint}
 */
public record Outcome(int exitCode, String message, String hint) {
    static Outcome done(String message) {
        return new Outcome(ExitCode.OK, message, "");
    }

    static Outcome failed(Throwable failure) {
        return new Outcome(
                Failures.exitCode(failure), Failures.message(failure), Failures.hint(failure));
    }

    /**
     * Returns the exit code, and prints the message.
     *
     * @param err the stream to print on, if {@code isLookedAt}
     * @throws CliException if the request failed
     */
    public int told(PrintStream err, boolean isLookedAt) throws CliException {
        if (exitCode != ExitCode.OK) {
            throw new CliException(exitCode, message, hint);
        }
        if (isLookedAt && !message.isEmpty()) {
            err.println(message);
        }
        return exitCode;
    }
}
