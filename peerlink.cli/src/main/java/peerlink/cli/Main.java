package peerlink.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code peerlink}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Environment.ofProcess(), args));
    }

    /** Runs one command and returns its exit code. */
    static int run(Environment environment, String... args) {
        return commandLine(environment).execute(args);
    }

    static CommandLine commandLine(Environment environment) {
        return new CommandLine(new PeerLinkCommand(environment), new Commands(environment))
                .setOut(environment.printWriter(environment.out()))
                .setErr(environment.printWriter(environment.err()))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                environment.colours()
                                        ? CommandLine.Help.Ansi.ON
                                        : CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(90)
                .setParameterExceptionHandler((e, _) -> usage(environment, e))
                .setExecutionExceptionHandler((e, _, _) -> failed(environment, e));
    }

    private static int usage(Environment environment, ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        List<String> meant =
                e instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        Failures.print(
                environment.err(),
                String.valueOf(e.getMessage()),
                meant.isEmpty()
                        ? name + " --help"
                        : "did you mean " + String.join(" or ", meant) + "? see " + name + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Environment environment, Exception e) {
        Failures.print(environment.err(), Failures.message(e), Failures.hint(e));
        return Failures.exitCode(e);
    }
}
