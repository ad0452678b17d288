package peerlink.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.NearestName;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.PeerRows;
import peerlink.core.Contacts;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.UnknownPeerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Lists the contacts and changes their trust, for scripts and beside a running chat. */
@Command(
        name = "contacts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        parameterListHeading = "%n",
        description = {
            "List the contacts, or decide about one of them.",
            "A chat or listen of the profile that runs follows within a second."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink contacts",
            "  peerlink contacts --json",
            "  peerlink contacts trust bob",
            "  peerlink contacts accept carol",
            "  peerlink contacts rename bob dad --profile alice"
        })
final class ContactsCommand extends NodeCommand {
    private interface Decision {
        Contact make(Contacts contacts) throws IOException;
    }

    private static final String PEER = "a name, or a peer's id";
    private static final String NAME = "1 to 32 letters, digits, '.', '_' or '-'";

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    ContactsCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        return list(given(options), json);
    }

    @Command(name = "list", description = "List the contacts.")
    int list(
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return list(given(more.or(options)), asJson || json);
    }

    @Command(
            name = "trust",
            description = {
                "Vouch for a key, or let a name take the one that was found.",
                "Where a key has changed, the id of the known one keeps that one."
            })
    int trust(
            @Parameters(paramLabel = "PEER", description = PEER) String peer,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return decide(more, asJson, peer, contacts -> contacts.trust(peer));
    }

    @Command(
            name = "accept",
            description = "Let somebody new write; without PEER, list who has asked to.")
    int accept(
            @Parameters(paramLabel = "PEER", arity = "0..1", description = PEER)
                    @Nullable String peer,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return peer == null
                ? requests(given(more.or(options)), asJson || json)
                : decide(more, asJson, peer, contacts -> contacts.accept(peer));
    }

    @Command(name = "block", description = "Refuse a peer from now on; any id will do.")
    int block(
            @Parameters(paramLabel = "PEER", description = PEER) String peer,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return decide(more, asJson, peer, contacts -> contacts.block(peer));
    }

    @Command(name = "unblock", description = "Let a blocked peer in again.")
    int unblock(
            @Parameters(paramLabel = "PEER", description = PEER) String peer,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return decide(more, asJson, peer, contacts -> contacts.unblock(peer));
    }

    @Command(name = "rename", description = "Call a peer by a name of your own.")
    int rename(
            @Parameters(paramLabel = "PEER", description = PEER) String peer,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        PeerName label;
        try {
            label = new PeerName(name);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    Failures.message(e),
                    environment.typed().replaced(name, "dad").again());
        }
        return decide(more, asJson, peer, contacts -> contacts.rename(peer, label));
    }

    @Command(
            name = "forget",
            description = "Remove a contact; its name is free for the next key that uses it.")
    int forget(
            @Parameters(paramLabel = "PEER", description = PEER) String peer,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        decide(more, asJson, peer, contacts -> contacts.forget(peer));
        return ExitCode.OK;
    }

    private int list(NodeOptions all, boolean asJson) throws Exception {
        try (Node node = open(all)) {
            var contacts = node.contacts().all();
            if (asJson) {
                JsonLines lines = new JsonLines(environment.out());
                contacts.forEach(contact -> lines.print(ContactLines.fields(contact)));
            } else if (contacts.isEmpty()) {
                environment.err().println("no contacts yet");
            } else {
                environment
                        .out()
                        .println(ContactLines.onCommandLine(all).all(contacts, _ -> false));
            }
        }
        return ExitCode.OK;
    }

    private int requests(NodeOptions all, boolean asJson) throws Exception {
        try (Node node = open(all)) {
            List<ContactRequest> requests = node.requests();
            if (asJson) {
                JsonLines lines = new JsonLines(environment.out());
                requests.forEach(request -> lines.print(PeerRows.fields(request)));
            } else if (requests.isEmpty()) {
                environment.err().println("no requests wait");
            } else {
                requests.forEach(request -> environment.out().println(PeerRows.row(request)));
            }
        }
        return ExitCode.OK;
    }

    private int decide(NodeOptions more, boolean asJson, String peer, Decision decision)
            throws Exception {
        NodeOptions all = given(more.or(options));
        ContactLines lines = ContactLines.onCommandLine(all);
        try (Node node = open(all)) {
            Contact decided;
            try {
                decided = decision.make(node.contacts());
            } catch (IOException e) {
                throw new CliException(
                        Failures.exitCode(e),
                        Failures.message(e),
                        e instanceof UnknownPeerException unknown && !unknown.isSelf()
                                ? nearest(node, peer, lines)
                                : lines.hint(e, peer));
            }
            if (asJson || json) {
                new JsonLines(environment.out()).print(ContactLines.fields(decided));
            } else {
                environment.out().println(lines.row(decided, false));
            }
        }
        return ExitCode.OK;
    }

    private String nearest(Node node, String peer, ContactLines lines) {
        List<String> names = new ArrayList<>();
        node.contacts().all().forEach(contact -> names.add(contact.name().text()));
        node.requests().forEach(request -> names.add(request.name().text()));
        return NearestName.of(peer, names)
                .map(name -> environment.typed().replaced(peer, name).again())
                .orElse(lines.listing());
    }

    /** Opens a node that reaches nobody: the command needs only the profile's files. */
    private Node open(NodeOptions all) throws CliException, IOException {
        return NodeAssembly.of(all, environment).reader().start();
    }
}
