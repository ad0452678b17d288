package peerlink.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.core.Contact;
import peerlink.core.DirectoryStatus;
import peerlink.core.Invite;
import peerlink.core.Node;
import peerlink.core.PluginStatus;

/** The commands about the node: contacts and their keys, links, registries, plugins. */
final class NodeCommands {
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Node node;

    NodeCommands(Node node) {
        this.node = node;
    }

    List<Command> all() {
        Completion peers = new Completion.Peers();
        return List.of(
                BuiltIn.plain(
                        "invite",
                        "a line that lets somebody connect to you",
                        (_, console) -> invite(console)),
                new BuiltIn(
                        "connect",
                        "add the peer of an invite",
                        "INVITE",
                        new Completion.Nothing(),
                        this::connect),
                new BuiltIn(
                        "trust",
                        "vouch for a peer's key, or accept its new one",
                        "PEER",
                        peers,
                        (arguments, console) ->
                                console.print(row(node.trust(arguments.getFirst())))),
                new AcceptCommand(node),
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
                new BuiltIn("verify", "compare keys with a peer", "PEER", peers, this::verify),
                BuiltIn.plain("contacts", "whom you know", (_, console) -> contacts(console)),
                BuiltIn.plain(
                        "status", "you, your registries, plugins", (_, console) -> status(console)),
                new BuiltIn("why", "how a peer is connected", "PEER", peers, this::why),
                BuiltIn.plain("plugins", "what is plugged in", (_, console) -> plugins(console)));
    }

    private void connect(List<String> arguments, Console console) throws Exception {
        Invite invite;
        try {
            invite = Invite.parse(arguments.getFirst());
        } catch (IllegalArgumentException e) {
            throw new CommandException(Failures.message(e), "the other side's /invite prints one");
        }
        Peer peer = node.connect(invite);
        console.print("connected to %s; /chat %s".formatted(peer.name(), peer.name()));
    }

    private void invite(Console console) {
        console.print(node.invite().toString());
        if (node.self().addresses().stream().allMatch(HostPort::isLoopback)) {
            console.print(
                    "good on this machine only; for others, listen where they reach you: "
                            + ProgramName.call("--listen 0.0.0.0:7001"));
        }
    }

    private void forget(List<String> arguments, Console console) throws Exception {
        node.forget(arguments.getFirst());
        console.print("forgot " + arguments.getFirst());
    }

    /** Shows both keys in whole, for two people to read to each other. */
    private void verify(List<String> arguments, Console console) throws Exception {
        Peer self = node.self();
        Peer peer = node.find(arguments.getFirst());
        console.print(
                """
                %1$-16s %2$s
                %3$-16s %4$s
                read both to %3$s, by telephone for example; if /verify there shows the same: /trust %3$s\
                """
                        .formatted(self.name(), groups(self.id()), peer.name(), groups(peer.id())));
    }

    private static String groups(PeerId id) {
        return id.text().replaceAll("(.{4})(?=.)", "$1 ");
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

    private void why(List<String> arguments, Console console) throws Exception {
        Peer peer = node.find(arguments.getFirst());
        console.print("%s  %s".formatted(peer.name(), peer.id()));
        for (Contact contact : node.contacts()) {
            if (contact.id().equals(peer.id())) {
                console.print("contact    " + contact.trust().name().toLowerCase(Locale.ROOT));
            }
        }
        List<LinkInfo> links = node.links(peer.id());
        if (links.isEmpty()) {
            console.print("no link is open; one opens with the first message");
        }
        for (LinkInfo link : links) {
            console.print(
                    "link       %s, %s, %s, %s, since %s"
                            .formatted(
                                    link.remoteAddress(),
                                    link.protocol(),
                                    link.keyExchange(),
                                    link.cipherSuite(),
                                    link.since().atZone(ZoneId.systemDefault()).format(SINCE)));
        }
    }

    private void plugins(Console console) {
        List<PluginStatus> plugins = node.plugins();
        if (plugins.isEmpty()) {
            console.print("no plugins; " + ProgramName.call("plugins") + " tells where to put one");
        }
        plugins.forEach(plugin -> console.print(PluginsCommand.row(plugin)));
    }
}
