package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.PeerUnavailableException;
import peerlink.cli.program.Failures;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.ContactRequest;

/** {@code /accept}: accepts a peer's request, or lists the requests. */
record AcceptCommand(Node node) implements Command {
    @Override
    public String name() {
        return "accept";
    }

    @Override
    public String summary() {
        return "let somebody new write to you; without PEER, who waits";
    }

    @Override
    public String usage() {
        return "[PEER]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() > 1
                ? new Completion.Nothing()
                : new Completion.Words(
                        node.requests().stream().map(request -> request.name().text()).toList());
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty()) {
            list(console);
            return;
        }
        if (arguments.size() > 1) {
            throw new CommandException(
                    "/accept takes one peer at a time", "/accept " + arguments.getFirst());
        }
        try {
            Contact contact = node.contacts().accept(arguments.getFirst());
            console.print(
                    "%s (key %s) may write to you now"
                            .formatted(contact.name(), contact.id().shortForm()));
        } catch (PeerUnavailableException e) {
            throw new CommandException(Failures.message(e), "/accept");
        }
    }

    private void list(Console console) {
        List<ContactRequest> requests = node.requests();
        if (requests.isEmpty()) {
            console.print("no requests wait");
            return;
        }
        requests.forEach(request -> console.print(PeerRows.row(request)));
        console.print(
                "/accept %1$s lets %1$s write to you, /block %1$s refuses it from now on"
                        .formatted(requests.getFirst().name()));
    }
}
