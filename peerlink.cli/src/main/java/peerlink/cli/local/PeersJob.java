package peerlink.cli.local;

import java.util.List;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEndedException;

/** Lists the peers that a running node's directories report, for a command of the shell. */
final class PeersJob {
    private PeersJob() {}

    /**
     * Runs the job. If a registry does not answer, it also lists the peers of earlier answers.
     *
     * @param caller gets the lines of the output, and beside them those about registries that did
     *     not answer
     */
    static Outcome run(Node node, LocalRequest.Peers question, LocalCaller caller)
            throws NodeEndedException {
        boolean json = question.json();
        try {
            PeerLookup.Found found =
                    PeerLookup.everyone(
                            node,
                            question.given(),
                            warning -> caller.tell(new LocalAnswer.Aside(warning)));
            found.peers()
                    .forEach(
                            peer ->
                                    tell(
                                            json
                                                    ? JsonLines.line(PeerRows.fields(peer, true))
                                                    : PeerRows.row(peer),
                                            caller));
            if (!found.isWhole()) {
                away(node.lastKnown(), json, caller);
            }
            return Outcome.done(found.peers().isEmpty() && !json ? "nobody else is there" : "");
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.UNTRUSTED) {
                away(node.lastKnown(), json, caller);
            }
            return Outcome.failed(e);
        }
    }

    private static void away(List<LastKnown> all, boolean json, LocalCaller caller) {
        all.forEach(
                known ->
                        tell(
                                json
                                        ? JsonLines.line(PeerRows.fields(known))
                                        : PeerRows.row(known, LocalZone.now()),
                                caller));
    }

    private static void tell(String line, LocalCaller caller) {
        caller.tell(new LocalAnswer.Text(line));
    }
}
