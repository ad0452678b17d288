package peerlink.cli;

import java.util.List;
import java.util.Locale;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.core.Contact;
import peerlink.core.DirectoryStatus;
import peerlink.core.Node;
import peerlink.core.PluginStatus;

/** The commands about the node: contacts and their keys, registries, plugins. */
final class NodeCommands {
    private final Node node;

    NodeCommands(Node node) {
        this.node = node;
    }

    List<Command> all() {
        Completion peers = new Completion.Peers();
        return List.of(
                new BuiltIn(
                        "trust",
                        "vouch for a peer's key, or accept its new one",
                        "PEER",
                        peers,
                        (arguments, console) ->
                                console.print(row(node.trust(arguments.getFirst())))),
                new BuiltIn(
                        "block",
                        "refuse a peer from now on",
                        "PEER",
                        peers,
                        (arguments, console) ->
                                console.print(row(node.block(arguments.getFirst())))),
                new BuiltIn(
                        "unblock",
                        "let a blocked peer in again",
                        "PEER",
                        peers,
                        (arguments, console) ->
                                console.print(row(node.unblock(arguments.getFirst())))),
                new BuiltIn(
                        "forget",
                        "remove a contact; its name is free for the next key",
                        "PEER",
                        peers,
                        this::forget),
                BuiltIn.plain("contacts", "whom you know", (_, console) -> contacts(console)),
                BuiltIn.plain(
                        "status", "you, your registries, plugins", (_, console) -> status(console)),
                BuiltIn.plain("plugins", "what is plugged in", (_, console) -> plugins(console)));
    }

    private void forget(List<String> arguments, Console console) throws Exception {
        node.forget(arguments.getFirst());
        console.print("forgot " + arguments.getFirst());
    }

    private void contacts(Console console) {
        List<Contact> contacts = node.contacts();
        if (contacts.isEmpty()) {
            console.print("no contacts yet; whoever you write to becomes one");
        }
        contacts.forEach(contact -> console.print(row(contact)));
    }

    private static String row(Contact contact) {
        return "%-16s %s  %s"
                .formatted(
                        contact.name(),
                        contact.id().shortForm(),
                        contact.trust().name().toLowerCase(Locale.ROOT));
    }

    private void status(Console console) {
        Peer self = node.self();
        console.print("you        %s  %s".formatted(self.name(), self.id().shortForm()));
        for (Address address : self.addresses()) {
            console.print("listening  " + address);
        }
        for (DirectoryStatus directory : node.directories()) {
            console.print(
                    "registry   %s  %s  %s"
                            .formatted(
                                    directory.address(),
                                    directory.connected() ? "connected" : "out of reach",
                                    directory.detail())
                            .stripTrailing());
        }
        console.print("online     %d others".formatted(node.online().size()));
        long started =
                node.plugins().stream()
                        .filter(plugin -> plugin.state() == PluginStatus.State.STARTED)
                        .count();
        console.print("plugins    %d of %d run".formatted(started, node.plugins().size()));
    }

    private void plugins(Console console) {
        List<PluginStatus> plugins = node.plugins();
        if (plugins.isEmpty()) {
            console.print("no plugins; " + ProgramName.call("plugins") + " tells where to put one");
        }
        plugins.forEach(plugin -> console.print(PluginsCommand.row(plugin)));
    }
}
