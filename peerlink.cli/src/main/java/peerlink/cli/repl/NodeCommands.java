package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.Visibility;
import peerlink.cli.doctor.Doctor;
import peerlink.cli.program.Hints;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.RelayStatus;

/** The commands about the node: registries and plugins. */
final class NodeCommands {
    private final Node node;
    private final View view;
    private final Hints given;

    /**
     * @param given the options that name the profile, for remedies
     */
    NodeCommands(Node node, View view, Hints given) {
        this.node = node;
        this.view = view;
        this.given = given;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "status", "you, your registries, plugins", (_, console) -> status(console)),
                ReplCommand.plain(
                        "doctor", "how others reach you, and what to mend", (_, _) -> doctor()),
                new PluginsReplCommand(node));
    }

    private void status(Console console) throws IOException {
        Peer self = node.self();
        console.print("you        %s  %s".formatted(self.name(), self.id().shortForm()));
        for (Address address : node.diagnosis().listening()) {
            console.print("listening  " + address);
        }
        for (Address address : self.addresses()) {
            console.print("announced  " + address);
        }
        console.print("direct     " + direct());
        console.print("visible    " + visible(node.visibility()));
        for (DirectoryStatus directory : node.directories()) {
            if (!EventLines.isLocalNetwork(directory.address())) {
                console.print(row("registry", directory.address().toString(), state(directory)));
            }
        }
        console.print(row("network", "the local one", lan()));
        for (RelayStatus relay : node.diagnosis().relays()) {
            console.print(row("relay", relay.relay().toString(), state(relay)));
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

    private String direct() {
        if (node.diagnosis().isDirect()) {
            return "true";
        }
        return node.diagnosis().relays().isEmpty()
                ? "false, and no relay is known: nobody can open a link to you"
                : "false: links go over relays alone";
    }

    private static String row(String subject, String of, String state) {
        return "%-10s %s  %s".formatted(subject, of, state).stripTrailing();
    }

    private static String state(DirectoryStatus directory) {
        return "%s  %s"
                .formatted(
                        directory.connected()
                                ? "connected"
                                : directory.isOutOfReach() ? "out of reach" : "no answer yet",
                        directory.detail());
    }

    /** Returns who sees this peer on the local network, and its state. */
    private String lan() {
        return node.directories().stream()
                .filter(directory -> EventLines.isLocalNetwork(directory.address()))
                .findFirst()
                .map(
                        directory ->
                                "%s  %s"
                                        .formatted(
                                                node.diagnosis()
                                                        .settings("lan")
                                                        .getOrDefault("show", "on"),
                                                state(directory)))
                .orElse("off");
    }

    private static String state(RelayStatus relay) {
        if (relay.latency().isPresent()) {
            return "a place";
        }
        return relay.failure().isEmpty() ? "asked for a place" : "no place: " + relay.failure();
    }

    private void doctor() throws IOException, InterruptedException {
        Doctor.findings(node, given).forEach(finding -> view.show(finding.line()));
    }

    private static String visible(Visibility visibility) {
        return visibility.word()
                + switch (visibility) {
                    case PUBLIC -> ": to everyone whom a registry lists peers to, if it lists any";
                    case LOOKUP_ONLY -> ": to who knows your exact name or id";
                    case HIDDEN -> ": to who knows your id";
                };
    }
}
