package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.program.Failures;
import peerlink.cli.text.ContactLines;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.UnknownPeerException;

/** The commands about contacts and their trust. */
final class ContactCommands {
    private interface Decision {
        Contact make(String peer) throws IOException;
    }

    private final OpenChat open;
    private final Node node;
    private final ContactLines lines = ContactLines.inChat();

    ContactCommands(OpenChat open, Node node) {
        this.open = open;
        this.node = node;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "contacts",
                        "whom you know, and how far you trust their keys",
                        (_, console) -> contacts(console)),
                new ReplCommand(
                        "trust",
                        "vouch for a peer's key, or accept its new one",
                        "PEER",
                        new Completion.Peers(),
                        this::trust),
                new AcceptCommand(node),
                command("block", "refuse a peer from now on", peer -> node.contacts().block(peer)),
                command(
                        "unblock",
                        "let a blocked peer in again",
                        peer -> node.contacts().unblock(peer)),
                new ReplCommand(
                        "rename",
                        "call a peer by a name of your own",
                        "PEER NAME",
                        new Completion.Peers(),
                        this::rename),
                new ReplCommand(
                        "forget",
                        "remove a contact; its name is free for the next key",
                        "PEER",
                        new Completion.Peers(),
                        this::forget));
    }

    private ReplCommand command(String name, String summary, Decision decision) {
        return new ReplCommand(
                name,
                summary,
                "PEER",
                new Completion.Peers(),
                (arguments, console) -> show(decide(decision, arguments.getFirst()), console));
    }

    private void contacts(Console console) {
        Set<PeerId> online = node.online().stream().map(Peer::id).collect(Collectors.toSet());
        console.print(lines.all(node.contacts().all(), contact -> online.contains(contact.id())));
    }

    private void trust(List<String> arguments, Console console)
            throws CommandException, IOException {
        Peer before = open.peer();
        Contact contact = decide(peer -> node.contacts().trust(peer), arguments.getFirst());
        if (before != null && before.name().equals(contact.name())) {
            // the name may stand for another key now, which is the one that the user wants
            open.to(contact.peer());
        }
        show(contact, console);
    }

    private void rename(List<String> arguments, Console console)
            throws CommandException, IOException {
        if (arguments.size() > 2) {
            throw new CommandException(
                    "a name is one word, and '"
                            + Printable.excerpt(
                                    String.join(" ", arguments.subList(1, arguments.size())))
                            + "' is not",
                    "/rename " + arguments.getFirst() + " " + arguments.get(1));
        }
        if (!PeerName.isPeerName(arguments.getLast())) {
            throw new CommandException(
                    "not a name: '%s' (1 to 32 letters, digits, '.', '_' or '-', the first a letter or digit)"
                            .formatted(Printable.excerpt(arguments.getLast())),
                    "/rename " + arguments.getFirst() + " dad");
        }
        PeerName label = new PeerName(arguments.getLast());
        show(decide(peer -> node.contacts().rename(peer, label), arguments.getFirst()), console);
    }

    private void forget(List<String> arguments, Console console)
            throws CommandException, IOException {
        Contact gone = decide(peer -> node.contacts().forget(peer), arguments.getFirst());
        console.print("forgot %s (%s)".formatted(gone.name(), gone.id().shortForm()));
    }

    private Contact decide(Decision decision, String peer) throws CommandException, IOException {
        try {
            return decision.make(peer);
        } catch (UnknownPeerException e) {
            throw e; // then the hint names the peer that the line probably means
        } catch (IOException e) {
            String hint = lines.hint(e, peer);
            if (hint.isEmpty()) {
                throw e;
            }
            throw new CommandException(Failures.message(e), hint);
        }
    }

    private void show(Contact contact, Console console) {
        boolean online = node.online().stream().anyMatch(peer -> peer.id().equals(contact.id()));
        console.print(lines.row(contact, online));
    }
}
