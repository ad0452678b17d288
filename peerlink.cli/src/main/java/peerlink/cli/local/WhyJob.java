package peerlink.cli.local;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;
import peerlink.api.Peer;
import peerlink.api.PeerUnavailableException;
import peerlink.cli.node.Invites;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.CliException;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.LinkReport;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEndedException;

/** Describes the links with a peer for a command of the shell; opens one if there is none. */
public final class WhyJob {
    private WhyJob() {}

    /**
     * Runs the job.
     *
     * @param lines gets the lines of the output; also where the peer can't be reached, as far as
     *     there is something to tell
     */
    public static Outcome run(Node node, LocalRequest.Why why, Consumer<String> lines)
            throws InterruptedException, NodeEndedException {
        try {
            connect(node, why);
            Peer found = PeerLookup.find(node, why.peer(), why.given());
            try {
                node.reach(found);
            } catch (IOException e) {
                if (node.lastDial(found.id()).isPresent()) {
                    tell(node, found, why, lines);
                }
                throw e;
            }
            tell(node, found, why, lines);
            return Outcome.done("");
        } catch (NodeEndedException e) {
            throw e;
        } catch (CliException | IOException e) {
            return Outcome.failed(PeerFailures.ofPeer(e, node, why.peer(), why.given()));
        }
    }

    private static void connect(Node node, LocalRequest.Why why) throws CliException, IOException {
        for (String text : why.given().invites) {
            Invite invite = Invites.parse(text);
            try {
                node.connect(invite);
            } catch (PeerUnavailableException e) {
                // a contact all the same; the report tells why it can't be reached
            }
        }
    }

    private static void tell(Node node, Peer peer, LocalRequest.Why why, Consumer<String> lines)
            throws InterruptedException {
        LinkReport report = LinkReport.of(node, node.known(peer), InstantSource.system());
        if (why.json()) {
            lines.accept(JsonLines.line(report.fields()));
        } else {
            report.rows(why.given()::call).forEach(lines);
        }
    }
}
