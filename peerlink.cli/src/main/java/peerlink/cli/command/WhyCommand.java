package peerlink.cli.command;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerFailures;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

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
final class WhyCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Parameters(paramLabel = "PEER", description = "a name, or a peer's id")
    String peer = "";

    @Option(names = "--json", description = "print a JSON object")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    WhyCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = options.or(root.options);
        NodeAssembly assembly = NodeAssembly.of(all, environment);
        try (Node node = assembly.visitor().start()) {
            try {
                why(node, all);
            } catch (IOException e) {
                throw PeerFailures.ofPeer(e, node, peer, all);
            }
        }
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
