package peerlink.cli.local;

import java.io.IOException;
import java.util.List;
import peerlink.cli.program.CliException;
import peerlink.cli.text.NodeStatus;
import peerlink.core.model.NodeEndedException;

/** Runs chats at this process's node on the terminals of other processes. */
public interface Attaching {
    /** The purposes of nodes that stay, and so can be attached to. */
    List<String> PURPOSES = List.of("chat", "listen", "daemon", "rpc");

    /** Attaches nobody. */
    Attaching NONE =
            new Attaching() {
                @Override
                public void require(LocalRequest.Attach attach) throws CliException {
                    throw new IllegalStateException("nobody can attach");
                }

                @Override
                public void chat(LocalRequest.Attach attach, TerminalLink link) {
                    throw new IllegalStateException("nobody can attach");
                }

                @Override
                public List<NodeStatus.Chat> chats() {
                    return List.of();
                }

                @Override
                public void stop() {}

                @Override
                public void ending() {}

                @Override
                public void ended() {}
            };

    /**
     * Checks that a chat may begin.
     *
     * @throws CliException if it names options that differ from those of the node, or there are too
     *     many
     * @throws NodeEndedException if this process ends, and another one may take the request
     */
    void require(LocalRequest.Attach attach) throws CliException, NodeEndedException;

    /** Runs the chat on the thread that calls, and ends the link. */
    void chat(LocalRequest.Attach attach, TerminalLink link) throws IOException;

    /** Returns the chats that run on terminals, the oldest first, that of this process too. */
    List<NodeStatus.Chat> chats();

    /** Ends this process in order, with all its chats. Returns at once. */
    void stop();

    /** Ends the chats, and lets no more begin, since the node is about to end. */
    void ending();

    /** Tells the terminals, since the node has ended: one of them may start it again. */
    void ended();
}
