package peerlink.cli.command;

import java.util.Optional;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.WhyJob;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.Environment;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;
import peerlink.core.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens a link and describes it. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show how a peer is connected, or why it is not.",
            "Tells path, round trip, transport, group, cipher, key, trust, and what became of each",
            "address that was tried. A chat or listen of the profile is asked, if one runs. Otherwise",
            "this opens a link of its own, tells of it and closes it."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink why bob", "  peerlink why bob --json | jq -r .group"})
final class WhyCommand extends OnePeerCommand {
    @Option(names = "--json", description = "print a JSON object")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    WhyCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        for (String invite : all.invites) {
            Invites.parse(invite);
        }
        LocalRequest.Why why = new LocalRequest.Why(all, peer, json);
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        Optional<Outcome> asked = LocalClient.ask(settings.profile().directory(), why, this::print);
        if (asked.isPresent()) {
            return asked.get().told(environment.err(), false);
        }
        try (Node node =
                NodeAssembly.start(NodeAssembly.of(settings, all, environment).visitor(), all)) {
            return WhyJob.run(node, why, this::print).told(environment.err(), false);
        }
    }

    private void print(String line) {
        if (json) {
            environment.out().println(line);
        } else {
            TerminalStyle.print(environment, Line.plain(line));
        }
    }
}
