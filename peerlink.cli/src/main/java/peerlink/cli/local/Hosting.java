package peerlink.cli.local;

import java.io.IOException;
import java.time.Instant;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.text.NodeStatus;
import peerlink.core.Node;

/**
 * Describes what a process does with the node that it has.
 *
 * @param purpose the command's name
 * @param since the time from which on it runs
 * @param events the fan of the node's events
 * @param attaching runs chats on the terminals of other processes
 * @param given the settings that the user has given to the node
 */
public record Hosting(
        String purpose, Instant since, EventFan events, Attaching attaching, GivenSettings given) {
    /** Describes the node and this process. */
    NodeStatus status(Node node) throws IOException {
        return NodeStatus.of(node, purpose, since, attaching.chats(), events.waiting());
    }

    /** Returns the description of a node that does one thing and ends. */
    static Hosting briefly() {
        return new Hosting("", Instant.EPOCH, new EventFan(), Attaching.NONE, GivenSettings.NONE);
    }
}
