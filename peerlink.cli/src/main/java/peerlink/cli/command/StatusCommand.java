package peerlink.cli.command;

import java.util.Map;
import java.util.Optional;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Describes the node that runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tell whether a node of the profile runs, in which process, and what waits there.",
            "The exit code is 1 if none runs."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink status", "  peerlink status --json | jq -r .pid"})
final class StatusCommand extends NodeCommand {
    @Option(names = "--json", description = "print a JSON object")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    StatusCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        Optional<Outcome> asked =
                LocalClient.ask(
                        ProgramSettings.resolve(all, environment).profile().directory(),
                        new LocalRequest.Status(all, json),
                        environment.out()::println);
        if (asked.isPresent()) {
            return asked.get().told(environment.err(), false);
        }
        if (json) {
            new JsonLines(environment.out()).print(Map.of("running", false));
            return ExitCode.ERROR;
        }
        throw StopCommand.noneRuns(all);
    }
}
