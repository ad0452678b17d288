package peerlink.cli.repl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Peer;
import peerlink.api.RefusedException;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Failures;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.Invite;

/** Connects to the peers of the invites that a chat is started with. */
final class InvitedPeers {
    private final Node node;
    private final View view;
    private final Repl repl;

    InvitedPeers(Node node, View view, Repl repl) {
        this.node = node;
        this.view = view;
        this.repl = repl;
    }

    /** Reads the invites of the command line. */
    static List<Invite> invites(NodeOptions options) throws CliException {
        List<Invite> invites = new ArrayList<>();
        for (String text : options.invites) {
            invites.add(Invites.parse(text));
        }
        return invites;
    }

    /**
     * Adds the invite's peer at once, and connects to it while the user types already.
     *
     * @param isOpened whether the chat with the peer is to be opened
     */
    void connect(Invite invite, boolean isOpened) {
        try {
            Peer added = node.add(invite);
            if (isOpened) {
                repl.open().to(added);
            }
            Thread.ofVirtual()
                    .name("peerlink chat-connector " + added.name())
                    .start(() -> reach(added, invite));
        } catch (IOException e) {
            view.show(Line.warning(failure(invite, e)));
        }
    }

    private void reach(Peer added, Invite invite) {
        Line outcome;
        try {
            node.reach(added);
            outcome = Line.dim("connected to %s, verified by the invite".formatted(added.name()));
        } catch (IOException e) {
            outcome = Line.warning(failure(invite, e));
        }
        if (!repl.ended()) {
            view.show(outcome);
        }
    }

    private static String failure(Invite invite, IOException e) {
        return e instanceof RefusedException refused
                ? PeerFailures.refused(invite.name().text(), refused)
                : Failures.lowerCase(Failures.message(e));
    }
}
