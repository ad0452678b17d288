package peerlink.cli.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.model.ProfileInUseException;

/** Starts nodes that stay online, such as the chat's. */
public final class NodeStarter {
    /** The longest wait for another process of the profile that is about to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_MILLIS = 50;

    private NodeStarter() {}

    /**
     * Starts a node. Waits for a process of the profile that only sends something.
     *
     * @param purpose the command's name
     * @param more sets what else the node needs
     * @throws CliException if the profile is in use
     */
    public static Node start(
            NodeAssembly assembly,
            String purpose,
            NodeOptions given,
            UnaryOperator<NodeBuilder> more)
            throws CliException, IOException, InterruptedException {
        try {
            return started(assembly, purpose, given, more);
        } catch (ProfileInUseException e) {
            throw LocalClient.inUse(e, given);
        }
    }

    /**
     * Starts a node in the same way.
     *
     * @throws ProfileInUseException if the profile is in use; a process whose purpose is one of
     *     {@link Attaching#PURPOSES} can be attached to
     */
    public static Node started(
            NodeAssembly assembly,
            String purpose,
            NodeOptions given,
            UnaryOperator<NodeBuilder> more)
            throws CliException, IOException, InterruptedException {
        NodeBuilder builder = more.apply(assembly.resident().purpose(purpose));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return NodeAssembly.start(builder, given);
            } catch (ProfileInUseException e) {
                if (Attaching.PURPOSES.contains(e.purpose()) || System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }
}
