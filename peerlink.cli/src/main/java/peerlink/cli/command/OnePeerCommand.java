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
    /** A question about the peer. */
    interface Question {
        void ask(Node node) throws CliException, IOException;
    }

    @Parameters(index = "0", paramLabel = "PEER", description = "a name, or a peer's id")
    String peer = "";

    OnePeerCommand(Environment environment) {
        super(environment);
    }

    /**
     * Asks a node that runs for this question alone.
     *
     * @throws CliException if the peer can't be found or reached, with a hint
     */
    void ask(NodeOptions given, Question question) throws Exception {
        try (Node node = NodeAssembly.of(given, environment).visitor().start()) {
            try {
                question.ask(node);
            } catch (IOException e) {
                throw PeerFailures.ofPeer(e, node, peer, given);
            }
        }
    }
}
