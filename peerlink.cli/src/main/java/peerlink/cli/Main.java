package peerlink.cli;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import peerlink.cli.command.CommandFactory;
import peerlink.cli.command.PeerLinkCommand;
import peerlink.cli.command.RunCommand;
import peerlink.cli.command.SendCommand;
import peerlink.cli.command.UnknownCommand;
import peerlink.cli.log.StrayOutput;
import peerlink.cli.node.Invites;
import peerlink.cli.program.Breakdown;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Output;
import peerlink.cli.program.OutputException;
import peerlink.cli.program.Typed;
import peerlink.cli.program.Version;
import peerlink.cli.registry.RegistryCommand;
import peerlink.cli.registry.RelayCommand;
import peerlink.cli.terminal.TerminalPrompt;
import peerlink.cli.text.ErrorFields;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code peerlink}.
 *
 * <p>The file is longer than most, as it sets up the parser of all commands in one place.
 */
public final class Main {
    /** The words with which the user asks about commands. */
    private static final Set<String> ABOUT_ALL = Set.of("-h", "--help", "help", "completion");

    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        logUncaught();
        Typed typed = new Typed(List.of(args));
        Optional<Environment> known = Optional.empty();
        int code;
        try {
            Environment environment = surroundings();
            known = Optional.of(environment.with(typed));
            StrayOutput.divert();
            Undecoded.ofProcess()
                    .refuse(args, environment.variables(), System.getProperty("java.home", ""));
            code = run(environment, args);
        } catch (CliException e) {
            code = e.exitCode();
            tell(known, Failures.message(e), e.hint(), code);
        } catch (RuntimeException | Error e) {
            Breakdown breakdown = Breakdown.of(e, typed);
            code = ExitCode.ERROR;
            tell(known, breakdown.message(), breakdown.hint(), code);
        }
        System.exit(code);
    }

    /** Logs what ends a thread: by default a stack is printed, and it would go over the prompt. */
    static void logUncaught() {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) ->
                        LOG.log(Level.ERROR, () -> "an exception ended " + thread.getName(), e));
    }

    /**
     * Returns this process's surroundings. The launcher has set {@code user.home} to {@code $HOME},
     * if that is an absolute path.
     */
    static Environment surroundings() {
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

    /**
     * Runs one command and returns its exit code, which is 0 only if all that it printed was
     * written.
     */
    public static int run(Environment surroundings, String... args) {
        Environment environment = surroundings.with(new Typed(List.of(args)));
        CommandLine commandLine = commandLine(environment, args);
        Optional<List<String>> asRun = PluginLine.of(commandLine, List.of(args));
        if (asRun.isPresent()) {
            OptionalInt code = runPlugin(surroundings, asRun.get());
            if (code.isPresent()) {
                return code.getAsInt();
            }
        }
        return executed(environment, commandLine, args);
    }

    /**
     * Runs a plugin's command without the word {@code run} before it. Returns nothing if the word
     * in its place is none.
     */
    private static OptionalInt runPlugin(Environment surroundings, List<String> line) {
        Environment environment = surroundings.with(new Typed(line));
        String[] args = line.toArray(String[]::new);
        CommandLine parser = commandLine(environment, args);
        RunCommand run = Objects.requireNonNull(parser.getSubcommands().get("run")).getCommand();
        try {
            parser.parseArgs(args);
            switch (run.meaning()) {
                case OTHER -> {
                    return OptionalInt.empty();
                }
                case PERHAPS -> run.guess();
                case COMMAND -> {}
            }
        } catch (ParameterException | CliException e) {
            return OptionalInt.empty(); // the line as it was typed has the same mistake
        }
        int code = executed(environment, parser, args);
        return run.isMissing() ? OptionalInt.empty() : OptionalInt.of(code);
    }

    private static int executed(Environment environment, CommandLine commandLine, String... args) {
        int code = commandLine.execute(args);
        commandLine.getOut().flush();
        if (code == ExitCode.OK) {
            try {
                Output.requireWritten(environment.out());
            } catch (UncheckedIOException e) {
                return failed(environment, e);
            }
        }
        return code;
    }

    /** Returns the parser with all commands. */
    public static CommandLine commandLine(Environment environment) {
        CommandLine whole = commandLine(environment, _ -> true);
        Invites.hideWhereNotTaken(whole);
        SharedOptions.foldInto(whole);
        PeerLinkCommand root = whole.getCommand();
        whole.getHelpSectionMap()
                .computeIfPresent(
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                        (_, commands) ->
                                help ->
                                        commands.render(help)
                                                + ofPlugins(root, whole.getSubcommands().keySet()));
        return whole;
    }

    private static String ofPlugins(PeerLinkCommand root, Set<String> own) {
        String list = root.listOfPlugins(own);
        return list.isEmpty() ? "" : "%ncommands of plugins:%n".formatted() + list;
    }

    /**
     * Returns a parser that reads a command line as the whole one does: a command whose name is not
     * among the words can't be meant, and each that is made costs the start some milliseconds.
     */
    private static CommandLine commandLine(Environment environment, String... args) {
        Set<String> words = Set.copyOf(List.of(args));
        return ABOUT_ALL.stream().anyMatch(words::contains)
                ? commandLine(environment)
                : commandLine(environment, words::contains);
    }

    private static CommandLine commandLine(Environment environment, Predicate<String> isWanted) {
        CommandFactory factory = new CommandFactory(environment);
        CommandLine commandLine =
                new CommandLine(
                        new PeerLinkCommand(environment, () -> commandLine(environment)), factory);
        factory.addTo(commandLine, isWanted);
        commandLine
                .setOut(environment.printWriter(environment.out()))
                .setErr(environment.printWriter(environment.err()))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                environment.colours()
                                        ? CommandLine.Help.Ansi.ON
                                        : CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(90)
                .setParameterExceptionHandler((e, _) -> usage(environment, e))
                .setExecutionExceptionHandler((e, _, _) -> failed(environment, e))
                .setExecutionStrategy(parsed -> execute(environment, parsed));
        commandLine
                .getSubcommands()
                .values()
                .forEach(sub -> sub.getCommandSpec().versionProvider(new Version()));
        takeTextAsTyped(commandLine);
        CommandLine registry = commandLine.getSubcommands().get("registry");
        if (registry != null && registry.getCommand() instanceof RegistryCommand command) {
            command.arguments.addLimits(registry.getCommandSpec());
            last(registry.getCommandSpec(), "--help", "--version");
        }
        CommandLine relay = commandLine.getSubcommands().get("relay");
        if (relay != null && relay.getCommand() instanceof RelayCommand command) {
            command.arguments.addLimits(relay.getCommandSpec());
            last(relay.getCommandSpec(), "--help", "--version");
        }
        return commandLine;
    }

    private static int execute(Environment environment, ParseResult parsed) {
        ParseResult command = parsed;
        boolean hasInvite = parsed.hasMatchedOption("--connect");
        while (command.hasSubcommand()) {
            command = command.subcommand();
            hasInvite |= command.hasMatchedOption("--connect");
        }
        if (hasInvite && !Invites.isTakenBy(command.commandSpec())) {
            return failed(environment, Invites.notTaken(command, environment.typed()));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /**
     * Makes the parser take texts as typed: {@code @todo} names no file to read, and the h of
     * {@code -hello} is no option.
     */
    private static void takeTextAsTyped(CommandLine command) {
        command.getCommandSpec()
                .parser()
                .expandAtFiles(false)
                .posixClusteredShortOptionsAllowed(false)
                // SendCommand tells options from text by itself, and the others are for the plugin
                .unmatchedOptionsArePositionalParams(
                        command.getCommand() instanceof SendCommand
                                || command.getCommand() instanceof RunCommand);
        command.getSubcommands().values().forEach(Main::takeTextAsTyped);
    }

    /** Puts options at the end of the list, behind others that were added by hand. */
    private static void last(CommandSpec command, String... names) {
        for (String name : names) {
            OptionSpec option = command.findOption(name);
            if (option != null) {
                command.remove(option);
                command.addOption(option);
            }
        }
    }

    /** Returns the parser of the same command in the one that knows all commands. */
    private static CommandLine amongAll(CommandLine command, Environment environment) {
        CommandLine above = command.getParent();
        if (above == null) {
            return commandLine(environment);
        }
        return Objects.requireNonNull(
                amongAll(above, environment).getSubcommands().get(command.getCommandSpec().name()));
    }

    private static int usage(Environment environment, ParameterException e) {
        CommandLine commandLine = e.getCommandLine();
        CommandLine amongAll = amongAll(commandLine, environment);
        Typed typed = environment.typed();
        if (commandLine.getCommand() instanceof SendCommand) {
            Optional<CliException> option = SendCommand.unknownOption(commandLine, typed);
            if (option.isPresent()) {
                return failed(environment, option.get());
            }
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && unmatched.getUnmatched().stream().noneMatch(word -> word.startsWith("-"))
                && commandLine.getCommand() instanceof PeerLinkCommand root
                && root.peer != null) {
            // more words than a peer's name: the user meant a command
            return failed(
                    environment,
                    new UnknownCommand(
                                    amongAll,
                                    root.commandsOfPlugins(),
                                    root::waitingPlugins,
                                    root.options())
                            .of(root.peer, typed));
        }
        tell(
                environment,
                UsageErrors.message(e),
                UsageErrors.hint(e, amongAll, typed),
                ExitCode.USAGE);
        return ExitCode.USAGE;
    }

    private static int failed(Environment environment, Exception e) {
        if (e.getCause() instanceof OutputException output && output.isReaderGone()) {
            return ExitCode.ERROR;
        }
        int code = Failures.exitCode(e);
        tell(environment, Failures.message(e), Failures.hint(e, environment.typed()), code);
        return code;
    }

    private static void tell(
            Optional<Environment> known, String message, String hint, int exitCode) {
        if (known.isPresent()) {
            tell(known.get(), message, hint, exitCode);
        } else {
            Failures.print(System.err, message, hint);
        }
    }

    /** Tells people why a command has failed, and programs too if the command is for them. */
    private static void tell(Environment environment, String message, String hint, int exitCode) {
        Failures.print(environment.err(), message, hint);
        if (environment.typed().has("--json")) {
            // an output that takes no more is the reader's choice, or what has failed
            environment.out().println(JsonLines.line(ErrorFields.of(message, hint, exitCode)));
            environment.out().flush();
        }
    }
}
