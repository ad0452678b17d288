package peerlink.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.CommandException;
import peerlink.api.Peer;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ShellWords;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;
import peerlink.cli.text.Verification;
import peerlink.core.Node;
import peerlink.core.model.SafetyCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the safety code with a peer, or compares it with the code that the peer's user said. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show the code that you and a peer have in common, for comparing by telephone.",
            "With the code that the peer told you: mark the peer as verified if it is the same.",
            "For a contact nobody else is asked: it works offline."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink verify bob",
            "  peerlink verify bob 530838944201078018491560351229611305327303357414710979898016"
        })
final class VerifyCommand extends OnePeerCommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "CODE",
            description = "the 60 digits that you were told, in one word or several")
    List<String> words = new ArrayList<>();

    @Option(names = "--json", description = "print a JSON object")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    VerifyCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        Optional<SafetyCode> told = told(all);
        perform(all, node -> verify(node, all, told));
        return ExitCode.OK;
    }

    private void verify(Node node, NodeOptions given, Optional<SafetyCode> told)
            throws CliException, IOException {
        Optional<Peer> known = PeerLookup.known(node, peer);
        Peer found = known.isPresent() ? known.get() : PeerLookup.find(node, peer, given);
        Verification verification = Verification.fromShell(node, found, given);
        try {
            if (told.isPresent()) {
                verification.compare(told.get());
            }
        } catch (CommandException e) {
            throw new CliException(ExitCode.UNTRUSTED, Failures.message(e), e.hint());
        }
        print(found, verification, told.isPresent());
    }

    private Optional<SafetyCode> told(NodeOptions given) throws CliException {
        try {
            return words.isEmpty()
                    ? Optional.empty()
                    : Optional.of(SafetyCode.parse(String.join(" ", words)));
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    Failures.message(e),
                    given.call("verify " + ShellWords.quoted(peer)));
        }
    }

    private void print(Peer found, Verification verification, boolean compared) {
        if (json) {
            new JsonLines(environment.out()).print(fields(found, verification));
        } else if (compared) {
            TerminalStyle.print(
                    environment,
                    Line.plain("the codes are equal: %s is verified".formatted(found.name())));
        } else {
            TerminalStyle.print(environment, verification.shown(TerminalStyle.of(environment)));
        }
    }

    private static Map<String, Object> fields(Peer peer, Verification verification) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", peer.name());
        fields.put("id", peer.id());
        fields.put("trust", ContactLines.word(verification.trust()));
        fields.put("code", verification.code());
        return fields;
    }
}
