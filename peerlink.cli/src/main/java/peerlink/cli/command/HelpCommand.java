package peerlink.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the output of {@code --help}, for users who type the word first. Runs nothing. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Print the help of a command, or of all.",
        synopsisHeading = "usage: ",
        customSynopsis = "peerlink help [OPTIONS] [COMMAND]",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink help", "  peerlink help send", "  peerlink help --schema"})
final class HelpCommand extends NodeCommand {
    @Spec @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "the command to explain (default: all of them)")
    List<String> words = new ArrayList<>();

    @Option(
            names = "--schema",
            description = "print the JSON Schema of all that commands print with --json")
    boolean schema;

    @Mixin NodeOptions options = new NodeOptions();

    HelpCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws CliException {
        if (schema) {
            environment.out().print(JsonLines.schema());
            environment.out().flush();
            return ExitCode.OK;
        }
        if (spec == null) {
            throw new IllegalStateException("called without a command line");
        }
        CommandLine asked = spec.root().commandLine();
        if (!words.isEmpty()) {
            String name = words.getFirst();
            if (!asked.getSubcommands().containsKey(name)) {
                NodeOptions given = given(options);
                PluginCommands ofPlugins = PluginCommands.of(given, environment);
                if (ofPlugins.names().contains(name)) {
                    environment.out().print(ofPlugins.help(name, given));
                    environment.out().flush();
                    return ExitCode.OK;
                }
            }
            asked = command(asked, name);
            // the words after the name, as in "plugins allow", choose the command to explain
            for (String word : words.subList(1, words.size())) {
                CommandLine below = asked.getSubcommands().get(word);
                asked = below == null ? asked : below;
            }
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
