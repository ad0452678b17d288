package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.Visibility;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.PluginStatus;

/** The commands about the node: registries and plugins. */
final class NodeCommands {
    private final Node node;

    NodeCommands(Node node) {
        this.node = node;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "status", "you, your registries, plugins", (_, console) -> status(console)),
                ReplCommand.plain(
                        "plugins", "what is plugged in", (_, console) -> plugins(console)));
    }

    private void status(Console console) throws IOException {
        Peer self = node.self();
        console.print("you        %s  %s".formatted(self.name(), self.id().shortForm()));
        for (Address address : self.addresses()) {
            console.print("listening  " + address);
        }
        console.print("visible    " + visible(node.visibility()));
        for (DirectoryStatus directory : node.directories()) {
            boolean isRegistry = !EventLines.isLocalNetwork(directory.address());
            console.print(
                    "%-10s %s  %s  %s"
                            .formatted(
                                    isRegistry ? "registry" : "network",
                                    isRegistry ? directory.address() : "the local one",
                                    directory.connected() ? "connected" : "out of reach",
                                    directory.detail())
                            .stripTrailing());
        }
        int away = node.lastKnown().size();
        console.print(
                "others     %d online%s"
                        .formatted(
                                node.online().size(),
                                away == 0 ? "" : ", " + away + " last known"));
        console.print("outbox     " + OutboxRow.count(node.outbox().waiting().size()));
        long started =
                node.plugins().stream()
                        .filter(plugin -> plugin.state() == PluginStatus.State.STARTED)
                        .count();
        console.print("plugins    %d of %d run".formatted(started, node.plugins().size()));
    }

    private static String visible(Visibility visibility) {
        return visibility.word()
                + switch (visibility) {
                    case PUBLIC -> ": to everyone whom a registry lists peers to, if it lists any";
                    case LOOKUP_ONLY -> ": to who knows your exact name or id";
                    case HIDDEN -> ": to who knows your id";
                };
    }

    private void plugins(Console console) {
        List<PluginStatus> plugins = node.plugins();
        if (plugins.isEmpty()) {
            console.print("no plugins; " + ProgramName.call("plugins") + " tells where to put one");
        }
        plugins.forEach(plugin -> console.print(PeerRows.row(plugin)));
    }
}
