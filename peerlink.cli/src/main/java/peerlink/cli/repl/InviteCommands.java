package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.cli.text.HostPort;
import peerlink.cli.text.QrPicture;
import peerlink.cli.text.View;
import peerlink.core.Node;

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
                        "a line that lets somebody connect to you",
                        (_, console) -> invite(console)),
                new ConnectCommand(node));
    }

    private void invite(Console console) {
        String invite = node.invite().toString();
        // the text below its picture, so that a small screen does not scroll away the part to copy
        view.show(QrPicture.of(invite).on(view.surface()));
        if (node.self().addresses().stream().allMatch(HostPort::isLoopback)) {
            console.print(
                    "good on this machine only; for others, start with --listen 0.0.0.0:7001");
        }
        console.print(invite);
    }
}
