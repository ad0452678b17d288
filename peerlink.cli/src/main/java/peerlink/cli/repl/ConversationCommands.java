package peerlink.cli.repl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.text.ChatWord;
import peerlink.core.Node;

/** The commands that open and close conversations. */
final class ConversationCommands {
    private final OpenChat chat;
    private final Node node;

    ConversationCommands(OpenChat chat, Node node) {
        this.chat = chat;
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
                        (_, _) -> chat.toNext()),
                new ReplCommand(
                        "close",
                        "close a conversation, by default the open one: a line goes to nobody then",
                        "[PEER|NUMBER]",
                        new Completion.Peers(),
                        this::close));
    }

    private void chat(List<String> arguments, Console console)
            throws IOException, CommandException {
        if (arguments.isEmpty()) {
            list(console);
            return;
        }
        try {
            if (arguments.size() > 1) {
                throw new CommandException("/chat takes one peer", "/chat " + arguments.getFirst());
            }
            chat.to(meant(arguments.getFirst()));
        } catch (IOException | CommandException e) {
            chat.none();
            throw e;
        }
    }

    private Peer meant(String typed) throws IOException, CommandException {
        if (typed.equals("-")) {
            Peer previous = chat.conversations().previous();
            if (previous == null) {
                throw new CommandException("no other conversation was open before", "/chat");
            }
            return previous;
        }
        if (ChatWord.isNumber(typed)) {
            return numbered(typed);
        }
        return node.find(typed);
    }

    private Peer numbered(String typed) throws CommandException {
        Peer numbered = chat.conversations().list().numbered(Integer.parseInt(typed));
        if (numbered == null) {
            throw new CommandException("no conversation has the number " + typed, "/chat");
        }
        return numbered;
    }

    private void list(Console console) {
        ConversationList all = chat.conversations().list();
        Map<PeerId, Integer> unread = all.unreadByPeer();
        Set<PeerId> drafts = all.drafts().stream().map(Peer::id).collect(Collectors.toSet());
        @Nullable Peer open = chat.peer();
        List<String> rows = new ArrayList<>();
        for (ConversationList.Numbered one : all.all()) {
            PeerId peer = one.peer().id();
            List<String> words = new ArrayList<>();
            if (open != null && open.id().equals(peer)) {
                words.add("open");
            } else if (unread.containsKey(peer)) {
                words.add(unread.get(peer) + " unread");
            }
            if (drafts.contains(peer)) {
                words.add("a half-typed line");
            }
            rows.add(
                    "%3d  %-16s %s"
                            .formatted(one.number(), one.peer().name(), String.join(", ", words))
                            .stripTrailing());
        }
        console.print(
                rows.isEmpty()
                        ? "no conversations; /peers lists who is here"
                        : String.join("\n", rows));
    }

    private void close(List<String> arguments, Console console)
            throws IOException, CommandException {
        if (arguments.size() > 1) {
            throw new CommandException("/close takes one peer", "/close " + arguments.getFirst());
        }
        Peer closed = arguments.isEmpty() ? open() : onList(arguments.getFirst());
        chat.conversations().close(closed);
        @Nullable Peer open = chat.peer();
        console.print(
                open == null
                        ? "no chat is open"
                        : "the chat with %s is closed; that with %s is open"
                                .formatted(closed.name(), open.name()));
    }

    private Peer open() throws CommandException {
        @Nullable Peer open = chat.peer();
        if (open == null) {
            throw new CommandException("no chat is open", "/chat");
        }
        return open;
    }

    private Peer onList(String typed) throws IOException, CommandException {
        if (ChatWord.isNumber(typed)) {
            return numbered(typed);
        }
        return PeerLookup.known(node, typed)
                .filter(peer -> chat.conversations().list().has(peer.id()))
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "no conversation with '%s' is there to close"
                                                .formatted(Printable.excerpt(typed)),
                                        "/chat"));
    }
}
