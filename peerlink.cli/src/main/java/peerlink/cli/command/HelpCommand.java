package peerlink.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the output of {@code --help}, for users who type the word first. Runs nothing. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Print the help of a command, or of all.",
        synopsisHeading = "usage: ",
        customSynopsis = "peerlink help [COMMAND]",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink help", "  peerlink help send"})
final class HelpCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "the command to explain (default: all of them)")
    List<String> words = new ArrayList<>();

    HelpCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CliException {
        if (spec == null) {
            throw new IllegalStateException("called without a command line");
        }
        CommandLine asked = spec.root().commandLine();
        if (!words.isEmpty() && spec.root().userObject() instanceof PeerLinkCommand root) {
            String name = words.getFirst();
            if (!asked.getSubcommands().containsKey(name)
                    && root.commandsOfPlugins().contains(name)) {
                environment
                        .out()
                        .print(
                                PluginCommands.of(root.options(), environment)
                                        .help(name, root.options()));
                environment.out().flush();
                return ExitCode.OK;
            }
            // the words after the name, as in "contacts trust", choose the command to explain
            asked = command(asked, words.getFirst());
        }
        asked.usage(environment.out());
        environment.out().flush();
        return ExitCode.OK;
    }

    private CommandLine command(CommandLine root, String name) throws CliException {
        CommandLine command = root.getSubcommands().get(name);
        if (command == null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "no such command: '" + Printable.excerpt(name) + "'",
                    UnknownCommand.nearest(name, root, environment.typed()));
        }
        return command;
    }
}
