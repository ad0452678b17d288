package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.cli.program.Hints;
import peerlink.cli.text.Line;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.LastKnown;

/** The commands about the chat and its screen. */
final class ChatCommands {
    /** The largest number of peers away that {@code /peers} shows by default. */
    static final int MOST_AWAY = 10;

    private final Repl repl;
    private final Node node;
    private final View view;
    private final Hints given;

    ChatCommands(Repl repl, Node node, View view, Hints given) {
        this.repl = repl;
        this.node = node;
        this.view = view;
        this.given = given;
    }

    List<Command> all() {
        return List.of(
                new HelpCommand(() -> repl.calls().all(), view),
                new ReplCommand(
                        "peers",
                        "who is here, and who was when a registry told last",
                        "[all]",
                        new Completion.Words(List.of("all")),
                        this::peers),
                new MsgCommand(repl),
                ReplCommand.plain("clear", "clear the screen", (_, _) -> repl.clear()),
                ReplCommand.plain("quit", "leave (also Ctrl-D)", (_, _) -> repl.end()));
    }

    private void peers(List<String> arguments, Console console) throws CommandException {
        if (!arguments.isEmpty() && !arguments.equals(List.of("all"))) {
            throw new CommandException(
                    "/peers takes no " + String.join(" ", arguments), "/peers all");
        }
        List<Peer> online = node.online();
        if (online.isEmpty()) {
            AloneHints.nobodyElse(node, given)
                    .lines()
                    .forEach(line -> view.show(Line.advice(Line.Tone.PLAIN, line)));
        }
        online.forEach(peer -> console.print(PeerRows.row(peer)));
        List<LastKnown> away = node.lastKnown();
        int shown = arguments.isEmpty() ? Math.min(MOST_AWAY, away.size()) : away.size();
        away.subList(0, shown)
                .forEach(known -> console.print(PeerRows.row(known, LocalZone.now())));
        if (shown < away.size()) {
            console.print(
                    "and %d more that were there before: /peers all"
                            .formatted(away.size() - shown));
        }
    }
}
