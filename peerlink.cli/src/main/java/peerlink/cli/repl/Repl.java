package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.ChatWord;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.View;
import peerlink.cli.text.WaitReason;
import peerlink.core.Node;

/**
 * The chat without its terminal. Carries out the lines that the user types, one at a time, on one
 * thread, and shows their results.
 */
public final class Repl implements AutoCloseable {
    private final Node node;
    private final OpenChat open;
    private final CommandCalls calls;
    private final EventLines events;
    private final View view;
    private final OutgoingLines outgoing;
    private final ShownMessages messages;
    private final Aliases aliases;
    private List<Peer> toldOfLost = List.of(); // the keyboard's thread has it
    private volatile boolean ended;

    /**
     * @param conversations the open one, which is closed with this chat, and the others
     * @param folder the folder in which the user is, absolute
     * @param editor opens the user's own editor for the next line
     * @param sent gets each message that the user sends; must not block
     */
    Repl(
            ChatParts parts,
            Conversations conversations,
            Path folder,
            WritingCommands.NextLine editor,
            BiConsumer<Delivery, Peer> sent) {
        ChatConfig config = parts.config();
        this.node = parts.node();
        this.open = new OpenChat(parts, conversations);
        this.events = parts.events();
        this.view = parts.view();
        this.messages = events.shownMessages();
        this.aliases = new Aliases(config, () -> calls().all());
        this.outgoing =
                new OutgoingLines(
                        node.self().name(),
                        view,
                        events::time,
                        peer -> WaitReason.of(node, peer),
                        sent);
        Questions questions = new Questions(view);
        BuiltInCommands builtIns =
                new BuiltInCommands(
                        new ContactCommands(open, node).all(),
                        Stream.of(
                                        new ChatCommands(this, node, view, events.given()).all(),
                                        new ConversationCommands(open, node).all(),
                                        new NodeCommands(node, view, events.given()).all(),
                                        new OutboxCommands(node).all(),
                                        new PeerCommands(open, node, view).all(),
                                        new InviteCommands(node, view, events.given()).all(),
                                        new WritingCommands(aliases, editor).all(),
                                        new MuteCommands(node, config).all(),
                                        List.<Command>of(
                                                new AnswerCommand(questions),
                                                new SetCommand(config, events),
                                                new CopyCommand(view, config.settings(), events)))
                                .flatMap(List::stream)
                                .toList());
        this.calls = new CommandCalls(parts, open, builtIns, questions, folder);
    }

    /** Returns the peer to whom lines go. */
    OpenChat open() {
        return open;
    }

    /** Returns the commands. */
    CommandCalls calls() {
        return calls;
    }

    /** Returns the conversations of this chat. */
    Conversations conversations() {
        return open.conversations();
    }

    /**
     * Shows the peers of the lines that may still change under their present names, since contacts
     * have changed. Any thread may call.
     */
    void renamed() {
        outgoing.renamed();
    }

    /**
     * Shows a message that another chat or program of the profile has sent. Any thread may call.
     */
    void sentElsewhere(Delivery delivery, Peer peer) {
        if (conversations().showsSentTo(peer)) {
            outgoing.follow(node.conversation(peer), delivery);
            if (delivery.message().isText()) {
                noteShown(peer, delivery.message().text());
            }
        }
    }

    private void noteShown(Peer peer, String text) {
        messages.add(
                new ShownMessages.Shown(
                        peer.id(), true, node.self().name().text(), events.now(), text));
    }

    /** Tells whether the user wants to leave. */
    boolean ended() {
        return ended;
    }

    /** Ends the chat, as {@code /quit} asks. */
    void end() {
        leaves();
    }

    /**
     * Ends the chat, unless half-typed lines would be lost: then the user is told so first, and may
     * ask again.
     *
     * @return whether it ends
     */
    boolean leaves() {
        List<Peer> lost = conversations().ifLeft().lost();
        ended = lost.isEmpty() || lost.equals(toldOfLost);
        toldOfLost = lost;
        if (!ended) {
            view.show(
                    Line.warning(
                            "what is half typed to %s would be gone, as nothing typed is kept (/set ui.input-history); /quit or Ctrl-D again leaves"
                                    .formatted(PeerRows.names(lost))));
        }
        return ended;
    }

    /** Makes the screen empty. */
    void clear() {
        messages.cleared();
        view.clear();
    }

    /**
     * Carries out a line. Shows errors, and never throws them. Blocks while a command of the chat's
     * own runs.
     */
    void accept(String line) {
        ReplLine parsed = ReplLine.parse(aliases.expanded(line));
        if (!(parsed instanceof ReplLine.Text) && !(parsed instanceof ReplLine.Nothing)) {
            showTyped(line);
        }
        switch (parsed) {
            case ReplLine.Nothing() -> {
                // an empty line does nothing
            }
            case ReplLine.Text(var text) -> {
                Peer current = open.peer();
                if (current == null) {
                    showTyped(line);
                    noChat();
                } else {
                    send(current, text);
                }
            }
            case ReplLine.Direct direct -> direct(direct, line);
            case ReplLine.Call(var name, var arguments) -> calls.call(name, arguments, line);
        }
    }

    private void showTyped(String line) {
        if (!view.isEchoing()) {
            view.show(Line.dim(open.prompt() + line));
        }
    }

    private void noChat() {
        Peer somebody = open.somebody();
        new ChatError(
                        "not sent: no chat is open",
                        somebody == null
                                ? AloneHints.nobodyElse(node, events.given())
                                : "/chat " + ChatWord.of(somebody))
                .show(view);
    }

    /**
     * Sends a message to a peer that need not be the current chat's.
     *
     * @param line the whole line as the user typed it
     */
    void direct(ReplLine.Direct message, String line) {
        if (message.peer().isEmpty() || Printable.isBlank(message.text())) {
            Peer somebody = open.somebody();
            new ChatError(
                            "nothing to send",
                            message.peer().isEmpty() || !PeerName.isPeerName(message.peer())
                                    ? somebody == null ? "/peers" : "@" + somebody.name() + " hello"
                                    : "@" + message.peer() + " hello")
                    .show(view);
            return;
        }
        try {
            send(node.find(message.peer()), message.text());
        } catch (IOException e) {
            calls.show(e, line);
        }
    }

    private void send(Peer peer, String text) {
        if (Bytes.utf8(text).size() > Message.MAX_TEXT) {
            new ChatError(
                            "not sent: longer than " + Message.MAX_TEXT + " bytes",
                            "as a file it may be longer: Tab behind /send "
                                    + peer.name()
                                    + " offers those that you have")
                    .show(view);
            return;
        }
        noteShown(peer, text);
        outgoing.send(node.conversation(peer), text);
    }

    /** Opens the chat with the peer, if there is one. */
    void openPeer(String nameOrId) {
        try {
            open.to(node.find(nameOrId));
        } catch (IOException e) {
            calls.show(e, "/chat " + nameOrId);
        }
    }

    /** Ends the chat. Its peer stays known: a chat that goes on elsewhere opens it again. */
    @Override
    public void close() {
        conversations().close();
        outgoing.close();
    }
}
