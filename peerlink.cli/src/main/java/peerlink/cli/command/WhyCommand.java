package peerlink.cli.command;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.LinkReport;
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
            "Show how a peer is connected: path, transport, group, cipher, key, trust.",
            "Opens a link of its own, tells of it and closes it; /why in the chat tells of the chat's."
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
        perform(all, node -> why(node, all));
        return ExitCode.OK;
    }

    private void why(Node node, NodeOptions given) throws CliException, IOException {
        Invites.connect(node, given.invites, environment.err());
        Peer found = PeerLookup.find(node, peer, given);
        LinkInfo link = node.reach(found);
        LinkReport report = new LinkReport(node, found, InstantSource.system());
        if (json) {
            new JsonLines(environment.out()).print(report.fields(link));
        } else {
            report.rows(List.of(link))
                    .forEach(row -> TerminalStyle.print(environment, Line.plain(row)));
        }
    }
}
