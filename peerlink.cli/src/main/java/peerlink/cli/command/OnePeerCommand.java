package peerlink.cli.command;

import java.io.IOException;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.core.Node;
import picocli.CommandLine.Parameters;

/** A command about one peer, which is its first argument. */
abstract class OnePeerCommand extends NodeCommand {
    /** Does the work of the command with a node. */
    interface Work {
        void perform(Node node) throws CliException, IOException;
    }

    @Parameters(index = "0", paramLabel = "PEER", description = "a name, or a peer's id")
    String peer = "";

    OnePeerCommand(Environment environment) {
        super(environment);
    }

    /**
     * Performs the work with a node that runs for it alone.
     *
     * @throws CliException if the peer can't be found or reached, with a hint
     */
    void perform(NodeOptions given, Work work) throws Exception {
        try (Node node = NodeAssembly.start(NodeAssembly.of(given, environment).visitor(), given)) {
            try {
                work.perform(node);
            } catch (IOException e) {
                throw PeerFailures.ofPeer(e, node, peer, given);
            }
        }
    }
}
