package peerlink.cli.repl;

import java.io.IOException;
import peerlink.cli.program.Hints;
import peerlink.cli.text.Line;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.View;
import peerlink.core.Node;

/** Shows the last lines of a chat: the things that it leaves behind. */
final class Farewell {
    private final View view;
    private final Hints given;

    /**
     * @param given makes the command that starts the chat again
     */
    Farewell(View view, Hints given) {
        this.view = view;
        this.given = given;
    }

    /**
     * Tells what becomes of the half-typed lines.
     *
     * @param isHandedOver whether the chat goes on elsewhere, and has them
     */
    void drafts(Drafts.Left left, boolean isHandedOver) {
        if (!isHandedOver && !left.kept().isEmpty()) {
            view.show(
                    Line.dim(
                            "what is half typed to %s is kept for the next chat"
                                    .formatted(PeerRows.names(left.kept()))));
        }
        if (!left.lost().isEmpty()) {
            view.show(
                    Line.warning(
                            "what was half typed to %s is gone"
                                    .formatted(PeerRows.names(left.lost()))));
        }
    }

    /** Shows how many messages are left in the outbox. */
    void outbox(Node node) throws IOException {
        int left = node.outbox().waiting().size();
        if (left > 0) {
            view.show(
                    Line.dim(OutboxRow.count(left) + " in the outbox: delivered once ")
                            .and(Line.Tone.COMMAND, given.callOnline(""))
                            .and(Line.Tone.DIM, " or ")
                            .and(Line.Tone.COMMAND, given.callOnline("listen"))
                            .and(Line.Tone.DIM, " runs and the peer is there"));
        }
    }
}
