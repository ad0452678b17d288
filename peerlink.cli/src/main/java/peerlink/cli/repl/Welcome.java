package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import peerlink.api.Peer;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Hints;
import peerlink.cli.program.Version;
import peerlink.cli.text.ChatWord;
import peerlink.cli.text.InviteGaps;
import peerlink.cli.text.Line;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.View;
import peerlink.core.Node;

/** Shows the first lines of a chat: commands that work as printed, for whatever comes next. */
final class Welcome {
    /** The peers whose unread messages are counted each by itself. */
    private static final int MOST_UNREAD = 4;

    private final Node node;
    private final View view;
    private final Hints given;
    private final Conversations conversations;

    /**
     * @param given makes the command that starts another profile
     */
    Welcome(Node node, View view, Hints given, Conversations conversations) {
        this.node = node;
        this.view = view;
        this.given = given;
        this.conversations = conversations;
    }

    /** Returns the very first line. */
    static Line banner(Node node) {
        return Line.of(Line.Tone.STRONG, "PeerLink " + Version.text())
                .and(Line.Tone.PLAIN, ", you are ")
                .and(Line.Tone.OWN, node.self().name().text())
                .and(Line.Tone.DIM, "  " + node.self().id().shortForm());
    }

    /** Shows what to do next. */
    void show() {
        InviteGaps.unreachable(node.diagnosis().isDirect(), node.diagnosis().relays())
                .forEach(line -> view.show(Line.warning(line)));
        List<Peer> online = node.online();
        if (!online.isEmpty() && conversations.open() == null) {
            view.show(step("/chat " + ChatWord.of(online.getFirst()), "to talk"));
        } else if (online.isEmpty() && AloneHints.isLocal(node)) {
            view.show(
                    step(
                            given.callOther(AloneHints.somebodyElse(node.self())),
                            "in another terminal: somebody to talk to"));
        }
        List<ConversationList.Unread> unread = conversations.list().unread();
        if (!unread.isEmpty()) {
            view.show(step("/next", unread(unread)));
        }
        int waiting = node.requests().size();
        if (waiting > 0) {
            view.show(step("/accept", PeerRows.waiting(waiting)));
        }
        try {
            int left = node.outbox().waiting().size();
            if (left > 0) {
                view.show(step("/outbox", OutboxRow.count(left)));
            }
        } catch (IOException e) {
            view.show(Line.warning(Failures.message(e)));
        }
        view.show(step("/invite", "for somebody whom no registry lists"));
        view.show(step("/help", "for all else"));
    }

    /** Returns the numbers of unread messages in words, such as {@code unread: carol 2, bob 1}. */
    private static String unread(List<ConversationList.Unread> all) {
        String words =
                all.stream()
                        .limit(MOST_UNREAD)
                        .map(one -> one.peer().name() + " " + one.messages())
                        .collect(Collectors.joining(", "));
        int more = all.size() - MOST_UNREAD;
        return "unread: " + words + (more > 0 ? " and from %d more".formatted(more) : "");
    }

    private static Line step(String command, String what) {
        return Line.command(command)
                .and(Line.Tone.DIM, " ".repeat(Math.max(0, 26 - command.length())) + "  " + what);
    }
}
