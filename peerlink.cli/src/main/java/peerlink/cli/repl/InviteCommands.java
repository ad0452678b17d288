package peerlink.cli.repl;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.HostPort;
import peerlink.cli.text.InviteAudience;
import peerlink.cli.text.Line;
import peerlink.cli.text.QrPicture;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Invite;

/** The commands that connect two peers without a registry. */
final class InviteCommands {
    private final Node node;
    private final View view;

    InviteCommands(Node node, View view) {
        this.node = node;
        this.view = view;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "invite",
                        "a line by which somebody connects to you, and for whom it is good",
                        (_, console) -> invite(console)),
                new ConnectCommand(node));
    }

    private void invite(Console console) {
        Invite invite = node.invite();
        missing(invite).forEach(view::show);
        // below that the picture, and the text below both: a small screen does not scroll away the
        // part to copy
        view.show(QrPicture.of(invite.toString()).on(view.surface()));
        console.print("for " + InviteAudience.of(invite) + ":");
        console.print(invite.toString());
    }

    /** Returns what would have to be done for an invite that is good for more people. */
    private List<Line> missing(Invite invite) {
        List<Line> lines = new ArrayList<>();
        for (DirectoryStatus directory : node.directories()) {
            Address address = directory.address();
            if (address.scheme().equals("registry")
                    && !HostPort.isLoopback(address)
                    && invite.registries().stream().noneMatch(one -> isAt(one, address))) {
                lines.add(
                        Line.plain(
                                "without the registry %s, %s"
                                        .formatted(
                                                address.shortForm(),
                                                directory.detail().isEmpty()
                                                        ? "which has not listed you yet"
                                                        : "since: " + directory.detail())));
            }
        }
        if (lines.isEmpty() && !InviteAudience.isForElsewhere(invite)) {
            if (invite.addresses().stream().allMatch(HostPort::isLoopback)) {
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

    private static boolean isAt(Address one, Address other) {
        return one.shortForm().equals(other.shortForm());
    }
}
