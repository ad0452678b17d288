package peerlink.cli.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.HostPort;
import peerlink.cli.text.InviteAudience;
import peerlink.cli.text.InviteGaps;
import peerlink.cli.text.Line;
import peerlink.cli.text.QrPicture;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.Invite;

/** The commands that connect two peers without a registry. */
final class InviteCommands {
    private final Node node;
    private final View view;
    private final Hints given;

    /**
     * @param given the options that name the profile, for hints
     */
    InviteCommands(Node node, View view, Hints given) {
        this.node = node;
        this.view = view;
        this.given = given;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "invite",
                        "a line by which somebody connects to you, and for whom it is good",
                        (_, console) -> invite(console)),
                new ConnectCommand(node));
    }

    private void invite(Console console) throws CommandException {
        Optional<Invite> made = InviteGaps.invite(node);
        missing(made).forEach(view::show);
        if (made.isEmpty()) {
            throw new CommandException(
                    "this node listens nowhere that an invite could name", "/doctor");
        }
        Invite invite = made.get();
        // below that the picture, and the text below both: a small screen does not scroll away the
        // part to copy
        view.show(QrPicture.of(invite.toString()).on(view.surface()));
        console.print("for " + InviteAudience.of(invite) + ":");
        console.print(invite.toString());
    }

    /** Keeps a command that has a line to itself in one piece. */
    private static Line line(String text) {
        return text.startsWith("  ") ? Line.command(text.strip()) : Line.plain(text);
    }

    /** Returns what would have to be done for an invite that is good for more people. */
    private List<Line> missing(Optional<Invite> made) {
        List<Line> lines =
                new ArrayList<>(
                        InviteGaps.of(
                                        made,
                                        node.directories(),
                                        node.diagnosis().relays(),
                                        node.diagnosis().isDirect(),
                                        given)
                                .stream()
                                .map(InviteCommands::line)
                                .toList());
        if (lines.isEmpty() && made.isPresent() && !InviteAudience.isForElsewhere(made.get())) {
            if (made.get().addresses().stream().allMatch(HostPort::isLoopback)) {
                lines.add(
                        Line.plain("for others on this network, start with --listen 0.0.0.0:7001"));
            }
            lines.add(
                    Line.plain(
                            "for somebody in another home, a registry that you both reach is missing;"));
            lines.add(
                    Line.plain(
                            "its operator runs the following, which prints the --registry to start with:"));
            lines.add(Line.command(ProgramName.call("registry --listen 0.0.0.0:7777")));
        }
        return lines;
    }
}
