package peerlink.cli.command;

import java.util.concurrent.Callable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RootCommand;
import peerlink.cli.program.Environment;
import picocli.CommandLine.ParentCommand;

/**
 * A command that starts a node, or asks one. It takes the node's options behind its name as well as
 * before it.
 *
 * <p>Each command declares its own {@link NodeOptions}, behind its other options: help lists them
 * in this order.
 */
abstract class NodeCommand implements Callable<Integer> {
    final Environment environment;

    @ParentCommand RootCommand root = NodeOptions::new;

    NodeCommand(Environment environment) {
        this.environment = environment;
    }

    /** Returns the options behind the command's name, completed by those before it. */
    NodeOptions given(NodeOptions own) {
        return own.or(root.options());
    }
}
