package peerlink.cli.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Typed;
import peerlink.cli.text.ErrorFields;
import peerlink.cli.text.JsonLines;

/** Prints what {@code --check-config} has found, for people or for programs. */
final class ConfigCheck {
    private final Environment environment;
    private final boolean json;

    ConfigCheck(Environment environment, boolean json) {
        this.environment = environment;
        this.json = json;
    }

    /** Refuses {@code --json} where nothing is checked: a server has {@code --log json}. */
    static void requireCheck(boolean json, boolean isCheck, Typed typed) throws CliException {
        if (json && !isCheck) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--json is for --check-config",
                    "for a log of JSON:\n"
                            + typed.without("--json", false).replacing("--log", "json").again());
        }
    }

    /** Prints all problems, and returns the exit code. */
    int failed(List<CliException> problems) {
        JsonLines lines = new JsonLines(environment.out());
        for (CliException problem : problems) {
            Failures.print(environment.err(), Failures.message(problem), problem.hint());
            if (json) {
                lines.print(
                        ErrorFields.of(Failures.message(problem), problem.hint(), ExitCode.USAGE));
            }
        }
        return ExitCode.USAGE;
    }

    /** Prints the values in use. */
    void print(List<String> lines, List<Map<String, @Nullable Object>> fields) {
        if (json) {
            fields.forEach(new JsonLines(environment.out())::print);
        } else {
            lines.forEach(environment.out()::println);
            environment.out().flush();
        }
    }
}
