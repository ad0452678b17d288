package peerlink.cli.repl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.text.ChatWord;
import peerlink.core.Node;

/** The commands that open and close conversations. */
final class ConversationCommands {
    private final Repl repl;
    private final Node node;

    ConversationCommands(Repl repl, Node node) {
        this.repl = repl;
        this.node = node;
    }

    List<Command> all() {
        return List.of(
                new ReplCommand(
                        "chat",
                        "open a conversation, or go back to the one before (-); lists them",
                        "[PEER|NUMBER|-]",
                        new Completion.Peers(),
                        this::chat),
                ReplCommand.plain(
                        "next",
                        "open the conversation that has waited longest (also Alt-A)",
                        (_, _) -> repl.next()),
                ReplCommand.plain(
                        "close",
                        "close the conversation; a line goes to nobody then",
                        (_, console) -> close(console)));
    }

    private void chat(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty()) {
            list(console);
            return;
        }
        try {
            if (arguments.size() > 1) {
                throw new CommandException("/chat takes one peer", "/chat " + arguments.getFirst());
            }
            repl.chat(meant(arguments.getFirst()));
        } catch (IOException | CommandException e) {
            if (repl.chat() != null) {
                // the next line may be typed already, and is not for the one before
                repl.chat(null);
                console.print("no chat is open now; /chat - goes back");
            }
            throw e;
        }
    }

    private Peer meant(String typed) throws IOException, CommandException {
        if (typed.equals("-")) {
            Peer previous = repl.conversations().previous();
            if (previous == null) {
                throw new CommandException("no other conversation was open before", "/chat");
            }
            return previous;
        }
        if (ChatWord.isNumber(typed)) {
            Peer numbered = repl.conversations().numbered(Integer.parseInt(typed));
            if (numbered == null) {
                throw new CommandException("no conversation has the number " + typed, "/chat");
            }
            return numbered;
        }
        return node.find(typed);
    }

    private void list(Console console) {
        Map<PeerId, Integer> unread = new HashMap<>();
        repl.conversations().unread().forEach(one -> unread.put(one.peer().id(), one.messages()));
        @Nullable Peer open = repl.chat();
        List<String> rows = new ArrayList<>();
        for (Conversations.Numbered one : repl.conversations().all()) {
            Integer waiting = unread.get(one.peer().id());
            boolean isOpen = open != null && open.id().equals(one.peer().id());
            rows.add(
                    "%3d  %-16s %s"
                            .formatted(
                                    one.number(),
                                    one.peer().name(),
                                    isOpen ? "open" : waiting == null ? "" : waiting + " unread")
                            .stripTrailing());
        }
        console.print(
                rows.isEmpty()
                        ? "no conversations; /peers lists who is here"
                        : String.join("\n", rows));
    }

    private void close(Console console) throws CommandException {
        if (repl.chat() == null) {
            throw new CommandException("no chat is open", "/chat");
        }
        repl.conversations().closeOpen();
        console.print("no chat is open");
    }
}
