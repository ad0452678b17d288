package peerlink.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import peerlink.core.Invite;
import peerlink.core.Node;

/** The invites that the user gave on the command line. */
final class Invites {
    private Invites() {}

    /**
     * Adds each one's peer and connects to it. Who can't be reached now is known all the same, so that is a warning only.
     *
     * @throws CliException if one is no invite
     */
    static void connect(Node node, List<String> invites, PrintStream err) throws CliException {
        for (String text : invites) {
            Invite invite = parse(text);
            try {
                node.connect(invite);
            } catch (IOException e) {
                err.println("warning: " + invite.name() + ": " + Failures.message(e));
            }
        }
    }

    static Invite parse(String text) throws CliException {
        try {
            return Invite.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    Failures.message(e),
                    "the other side's %s prints one while it is online"
                            .formatted(ProgramName.call("id")));
        }
    }
}
