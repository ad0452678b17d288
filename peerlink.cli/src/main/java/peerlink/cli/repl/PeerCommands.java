package peerlink.cli.repl;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.Failures;
import peerlink.cli.program.NearestName;
import peerlink.cli.text.LinkReport;
import peerlink.cli.text.Verification;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.SafetyCode;
import peerlink.core.model.UnknownPeerException;

/**
 * The commands about one peer, by default that of the current chat: about its key and its links.
 */
final class PeerCommands {
    /** The longest line, in characters, that a hint repeats with another name. */
    static final int LONGEST_HINT = 72;

    private final OpenChat open;
    private final Node node;
    private final View view;

    PeerCommands(OpenChat open, Node node, View view) {
        this.open = open;
        this.node = node;
        this.view = view;
    }

    List<Command> all() {
        Completion peers = new Completion.Peers();
        return List.of(
                new ReplCommand(
                        "verify",
                        "compare your keys by a code that both of you see",
                        "[PEER [CODE]]",
                        peers,
                        this::verify),
                new ReplCommand("why", "how a peer is connected", "[PEER]", peers, this::why));
    }

    private void verify(List<String> arguments, Console console) throws Exception {
        Peer peer = peer("verify", arguments);
        Verification verification = Verification.inChat(node, peer);
        if (arguments.size() < 2) {
            view.show(verification.shown(view.surface()));
            return;
        }
        SafetyCode told;
        try {
            told = SafetyCode.parse(String.join(" ", arguments.subList(1, arguments.size())));
        } catch (IllegalArgumentException e) {
            throw new CommandException(Failures.message(e), "/verify " + peer.name());
        }
        console.print(
                "the codes are equal: %s is verified".formatted(verification.compare(told).name()));
    }

    /** Shows the links that exist, and opens none. */
    private void why(List<String> arguments, Console console) throws Exception {
        Peer peer = peer("why", arguments);
        LinkReport report = LinkReport.of(node, peer, InstantSource.system());
        console.print(String.join("\n", report.rows(words -> "/" + words)));
    }

    private Peer peer(String command, List<String> arguments) throws IOException, CommandException {
        if (!arguments.isEmpty()) {
            Optional<Peer> known = PeerLookup.known(node, arguments.getFirst());
            return known.isPresent() ? known.get() : node.find(arguments.getFirst());
        }
        Peer current = open.peer();
        if (current == null) {
            Peer somebody = open.somebody();
            throw new CommandException(
                    "/" + command + " needs a peer, or an open chat",
                    somebody == null ? "/peers" : "/" + command + " " + somebody.name());
        }
        return current;
    }

    /**
     * Returns a line of the chat to type instead of one that names no peer: the same with the
     * nearest name, or else the command that lists the peers.
     *
     * @param listing the command that lists the peers
     */
    static String instead(Node node, UnknownPeerException unknown, String line, String listing) {
        List<String> names = node.peers().stream().map(peer -> peer.name().text()).toList();
        String corrected =
                unknown.isSelf() || PeerId.isPeerId(unknown.typed())
                        ? ""
                        : NearestName.of(unknown.typed(), names)
                                .map(nearest -> replaced(line, unknown.typed(), nearest))
                                .orElse("");
        return corrected.isEmpty() || corrected.length() > LONGEST_HINT || corrected.contains("\n")
                ? listing
                : corrected;
    }

    /** Returns the line with another name in place of the first word that is the name. */
    private static String replaced(String line, String name, String other) {
        Matcher word =
                Pattern.compile("(?<![^\\s@])" + Pattern.quote(name) + "(?!\\S)").matcher(line);
        return word.find()
                ? line.substring(0, word.start()) + other + line.substring(word.end())
                : "";
    }
}
