package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.program.Failures;
import peerlink.cli.text.HostPort;
import peerlink.core.Node;
import peerlink.core.model.Invite;

/**
 * {@code /connect INVITE}: adds the peer of an invite, as verified. The whole rest of the line is
 * the invite, which a mail may have broken.
 */
record ConnectCommand(Node node) implements Command {
    private static final String REMEDY = "the other side's /invite prints one";

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String summary() {
        return "add the peer of an invite, as verified";
    }

    @Override
    public String usage() {
        return "INVITE";
    }

    @Override
    public boolean isVerbatim() {
        return true;
    }

    @Override
    public Completion complete(List<String> arguments) {
        return new Completion.Nothing();
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty()) {
            throw new CommandException("/connect needs an invite", REMEDY);
        }
        int second = Invite.second(arguments.getFirst());
        if (second > 0) {
            throw new CommandException(
                    "/connect takes one invite at a time",
                    "/connect "
                            + Printable.line(arguments.getFirst().substring(0, second).strip()));
        }
        Invite invite;
        try {
            invite = Invite.parse(arguments.getFirst());
        } catch (IllegalArgumentException e) {
            throw new CommandException(Failures.message(e), REMEDY);
        }
        boolean wasHidden = isHidden();
        Peer peer;
        try {
            peer = node.connect(invite);
        } catch (RefusedException e) {
            throw new CommandException(PeerFailures.refused(invite.name().text(), e), "");
        } catch (IdentityMismatchException e) {
            throw new CommandException(Failures.message(e), REMEDY);
        }
        console.print(
                "connected to %s, verified by the invite; /chat %s"
                        .formatted(peer.name(), peer.name()));
        if (wasHidden && !invite.registries().stream().allMatch(HostPort::isLoopback)) {
            console.print(
                    isHidden()
                            ? "others reach you by a relay alone: this chat listens on 127.0.0.1"
                            : "this chat listens for peers on other machines from now on: /status");
        }
    }

    /** Tells whether nobody on another machine can connect here. */
    private boolean isHidden() {
        return node.diagnosis().listening().stream().allMatch(HostPort::isLoopback);
    }
}
