package peerlink.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.PluginExit;
import peerlink.cli.local.RunJob;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.core.NodeBuilder;
import peerlink.core.model.NodeEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command that a plugin has added to the chat, and ends with it. */
@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Run a command that a plugin has added, as the chat does with a slash before it.",
            "The word run may be left out, unless PeerLink has a command of that name itself.",
            "A chat or listen of the profile runs it, if there is one. Otherwise the plugins are",
            "started for it. Options of PeerLink may stand anywhere before --; all others, and all",
            "behind --, are the command's."
        },
        synopsisHeading = "usage: ",
        customSynopsis = "peerlink [run] [OPTIONS] COMMAND [ARGUMENT...]",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink history green build",
            "  peerlink history --json @bob | jq -r .text",
            "  peerlink run send bob report.pdf",
            "  peerlink history --help"
        })
public final class RunCommand extends NodeCommand {
    /** The time for which it waits until another process of the profile has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "the command, without a slash (default: list the commands)")
    @Nullable String command;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "an argument of the command, as in the chat")
    List<String> arguments = new ArrayList<>();

    @Option(names = "--json", description = "print the results as one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    @Option(
            names = {"-h", "--help"},
            description = "show this help, or that of the command, and exit")
    boolean help;

    private boolean isGuess;
    private boolean isMissing;

    RunCommand(Environment environment) {
        super(environment);
    }

    /** Makes it say nothing if no plugin has the command: the word may mean something else. */
    public void guess() {
        isGuess = true;
    }

    /** Tells whether no plugin had the command that was guessed. */
    public boolean isMissing() {
        return isMissing;
    }

    /** Returns what the word in the command's place means, as far as that is known. */
    public PluginCommands.Meaning meaning() throws CliException {
        return PluginCommands.of(given(options), environment)
                .meaning(Objects.requireNonNullElse(command, ""));
    }

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            throw new IllegalStateException("called without a command line");
        }
        NodeOptions all = given(options);
        if (command == null || help) {
            explain(command, spec, all);
            return ExitCode.OK;
        }
        Outcome outcome = run(command, all);
        if (outcome.exitCode() == RunJob.NO_SUCH_COMMAND
                || outcome.exitCode() == RunJob.WAITS_FOR_USER) {
            isMissing = true;
            if (isGuess) {
                return ExitCode.USAGE;
            }
            throw new CliException(ExitCode.USAGE, outcome.message(), outcome.hint());
        }
        return outcome.message().isEmpty()
                ? outcome.exitCode()
                : outcome.told(environment.err(), false);
    }

    private void explain(@Nullable String command, CommandSpec spec, NodeOptions all)
            throws CliException {
        if (command == null && help) {
            spec.commandLine().usage(environment.out());
        } else {
            PluginCommands known = PluginCommands.of(all, environment);
            environment.out().print(command == null ? known.list() : known.help(command, all));
        }
        environment.out().flush();
    }

    private Outcome run(String command, NodeOptions all) throws Exception {
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        LocalRequest.Run request =
                new LocalRequest.Run(
                        all,
                        command,
                        arguments,
                        Path.of("").toAbsolutePath(),
                        json,
                        environment.terminal());
        try (ShellOutput output = new ShellOutput(environment, json)) {
            return new LocalClient(
                            settings.profile().directory(), () -> builder(settings, all), output)
                    .run(request, PATIENCE);
        }
    }

    private NodeBuilder builder(ProgramSettings settings, NodeOptions all)
            throws CliException, IOException {
        NodeAssembly assembly = NodeAssembly.of(settings, all, environment);
        PluginExit.watch(settings.profile().directory(), environment.err(), all);
        return assembly.runner().purpose("run").onEvent(this::tell);
    }

    /** Tells what plugins say beside their commands. */
    private void tell(NodeEvent event) {
        switch (event) {
            case NodeEvent.Notice(var plugin, var text, var _, var _, var _) when !text.isEmpty() ->
                    environment.err().println("[" + plugin + "] " + text);
            case NodeEvent.PluginFailed(var plugin, var reason) ->
                    environment.err().println("the plugin " + plugin + " failed: " + reason);
            default -> {
                // such as a registry that can't be reached: a command that needs it says so
            }
        }
    }
}
