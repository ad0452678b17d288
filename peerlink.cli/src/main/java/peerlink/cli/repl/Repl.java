package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.Blanks;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.Failures;
import peerlink.cli.program.NearestName;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.text.ChatWord;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.View;
import peerlink.cli.text.WaitReason;
import peerlink.core.Node;
import peerlink.core.model.UnknownPeerException;

/**
 * The chat without its terminal. Carries out the lines that the user types, one at a time, on one
 * thread, and shows their results.
 *
 * <p>The file is longer than most, as all kinds of lines that a user may type end here.
 */
public final class Repl implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Repl.class.getName());

    /** The commands that turn to another conversation. */
    private static final Set<String> TURNING = Set.of("chat", "next");

    private final Node node;
    private final Conversations conversations;
    private final EventLines events;
    private final View view;
    private final OutgoingLines outgoing;
    private final BuiltInCommands builtIns;
    private final Questions questions;
    private final ShownMessages messages;
    private final Aliases aliases;
    private final ChatPrompt prompt;
    private final RunningCommands running = new RunningCommands();
    private final Path folder;
    private List<Peer> toldOfLost = List.of(); // the keyboard's thread has it
    private volatile @Nullable Peer lastWriter;
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
        this.conversations = conversations;
        this.events = parts.events();
        this.view = parts.view();
        this.folder = folder;
        this.prompt = new ChatPrompt(node, events);
        this.messages = events.shownMessages();
        this.aliases = new Aliases(config, this::commands);
        this.outgoing =
                new OutgoingLines(
                        node.self().name(),
                        view,
                        events::time,
                        peer -> WaitReason.of(node, peer),
                        sent);
        this.questions = new Questions(view);
        this.builtIns =
                new BuiltInCommands(
                        new ContactCommands(this, node).all(),
                        Stream.of(
                                        new ChatCommands(this, node, view, events.given()).all(),
                                        new ConversationCommands(this, node).all(),
                                        new NodeCommands(node, view, events.given()).all(),
                                        new OutboxCommands(node).all(),
                                        new PeerCommands(this, node, view).all(),
                                        new InviteCommands(node, view, events.given()).all(),
                                        new WritingCommands(aliases, editor).all(),
                                        new MuteCommands(node, config).all(),
                                        List.<Command>of(
                                                new AnswerCommand(questions),
                                                new SetCommand(config, events),
                                                new CopyCommand(view, config.settings(), events)))
                                .flatMap(List::stream)
                                .toList());
    }

    /** Returns the prompt. Any thread may call. */
    String prompt() {
        return prompt.text(chat());
    }

    /** Notes that directories have had the time to tell who is there. Any thread may call. */
    void presenceKnown() {
        prompt.presenceKnown();
    }

    /** Returns the conversations of this chat. */
    Conversations conversations() {
        return conversations;
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
        if (conversations.showsSentTo(peer)) {
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
        List<Peer> lost = conversations.ifLeft().lost();
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

    /** Returns the current chat's peer under its present name, or null. */
    @Nullable Peer chat() {
        return conversations.open();
    }

    /** Makes the peer the current chat's, whatever its name is later; null for no peer. */
    void chat(@Nullable Peer peer) {
        conversations.open(peer);
    }

    /** Opens the conversation whose messages have waited longest; says so if none wait. */
    void next() {
        Peer next = conversations.next();
        if (next == null) {
            view.show(Line.dim(EventLines.sign("nothing is unread")));
        } else {
            chat(next);
        }
    }

    /**
     * Turns to another conversation as a key asks, and shows whose it is as the heading of the
     * lines below.
     *
     * @param typed the line as far as it is typed, which stays with the conversation that is left
     */
    void turn(Keyboard.Input.Turned typed) {
        conversations.draft(typed.line());
        Peer peer =
                typed.isToNext()
                        ? conversations.next()
                        : conversations.list().numbered(typed.number());
        if (peer == null && typed.isToNext()) {
            view.show(Line.dim(EventLines.sign("nothing is unread")));
        } else if (peer == null) {
            noneOpen();
            view.show(
                    Line.dim(
                            EventLines.sign(
                                    "no conversation has the number %d; /chat lists them"
                                            .formatted(typed.number()))));
        } else if (!conversations.isOpen(peer.id())) {
            view.show(Line.dim(EventLines.sign("chat with " + peer.name())));
            chat(peer);
        }
    }

    /** Makes the screen empty. */
    void clear() {
        messages.cleared();
        view.clear();
    }

    /** Returns all commands, the plugins' too, by name. */
    Collection<Command> commands() {
        return builtIns.and(node.commands());
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
                Peer current = chat();
                if (current == null) {
                    showTyped(line);
                    noChat();
                } else {
                    send(current, text);
                }
            }
            case ReplLine.Direct direct -> direct(direct, line);
            case ReplLine.Call(var name, var arguments) -> call(name, arguments, line);
        }
    }

    private void showTyped(String line) {
        if (!view.isEchoing()) {
            view.show(Line.dim(prompt() + line));
        }
    }

    private void noChat() {
        Peer somebody = somebody();
        error(
                "not sent: no chat is open",
                somebody == null
                        ? AloneHints.nobodyElse(node, events.given())
                        : "/chat " + ChatWord.of(somebody));
    }

    /** Notes the peer that wrote last: an answer is most probably for it. Any thread may call. */
    void wrote(Peer peer) {
        lastWriter = peer;
    }

    /**
     * Returns the peer that the user most probably means: the one that wrote last, else one that is
     * online, else a contact; or null.
     */
    @Nullable Peer somebody() {
        Peer writer = lastWriter;
        if (writer != null) {
            return node.known(writer);
        }
        return node.online().stream()
                .findFirst()
                .or(() -> node.peers().stream().findFirst())
                .orElse(null);
    }

    /**
     * Sends a message to a peer that need not be the current chat's.
     *
     * @param line the whole line as the user typed it
     */
    void direct(ReplLine.Direct message, String line) {
        if (message.peer().isEmpty() || Printable.isBlank(message.text())) {
            Peer somebody = somebody();
            error(
                    "nothing to send",
                    message.peer().isEmpty() || !PeerName.isPeerName(message.peer())
                            ? somebody == null ? "/peers" : "@" + somebody.name() + " hello"
                            : "@" + message.peer() + " hello");
            return;
        }
        try {
            send(node.find(message.peer()), message.text());
        } catch (IOException e) {
            show(e, line);
        }
    }

    private void send(Peer peer, String text) {
        if (Bytes.utf8(text).size() > Message.MAX_TEXT) {
            error(
                    "not sent: longer than " + Message.MAX_TEXT + " bytes",
                    "as a file it may be longer: Tab behind /send "
                            + peer.name()
                            + " offers those that you have");
            return;
        }
        noteShown(peer, text);
        outgoing.send(node.conversation(peer), text);
    }

    private void call(String name, String arguments, String line) {
        Command own = builtIns.named(name);
        if (own != null) {
            if (own instanceof ReplCommand plain && plain.lacks(arguments(own, arguments))) {
                Peer somebody = somebody();
                error(
                        "/%s needs %s".formatted(name, plain.usage()),
                        somebody == null && plain.first() instanceof Completion.Peers
                                ? "/peers"
                                : plain.example(somebody == null ? "" : somebody.name().text()));
                return;
            }
            run(own, arguments, line);
            return;
        }
        for (Command command : node.commands()) {
            if (command.name().equals(name)) {
                // a plugin may take its time; the user goes on typing
                running.start(name, () -> runPlugin(command, arguments, line));
                return;
            }
        }
        List<String> names = new ArrayList<>();
        commands().forEach(command -> names.add(command.name()));
        Optional<String> meant = NearestName.of(name, names);
        if (meant.map(TURNING::contains).orElseGet(() -> isOfConversation(arguments))) {
            noneOpen();
        }
        error(
                "no command /" + name + "; nothing was sent",
                meant.map(nearest -> "/" + nearest + shown(arguments))
                        .orElse("/help lists all; to send a text that begins with /, type //"));
    }

    /** Tells whether a command that does not exist names a conversation, and so should open it. */
    private boolean isOfConversation(String arguments) {
        String first = arguments.strip().split("\\s+", 2)[0];
        try {
            return ChatWord.isNumber(first)
                    || !first.isEmpty() && PeerLookup.known(node, first).isPresent();
        } catch (IOException e) {
            return true; // whom it names is not known now
        }
    }

    /**
     * Closes the open chat, as the user has turned to another one in vain: the next line may be
     * typed already, and is not for the one before.
     */
    void noneOpen() {
        if (chat() != null) {
            chat(null);
            view.show(Line.plain("no chat is open now; /chat - goes back"));
        }
    }

    /** Cancels the newest command of a plugin that runs; false if none does. */
    boolean cancelled() {
        Optional<String> cancelled = running.cancelNewest();
        cancelled.ifPresent(name -> view.show(Line.dim("/" + name + " is cancelled")));
        return cancelled.isPresent();
    }

    /** Returns arguments for a hint, if they are few enough for one. */
    private static String shown(String arguments) {
        boolean isShort = arguments.length() <= PeerCommands.LONGEST_HINT;
        return arguments.isBlank() || !isShort || !Printable.line(arguments).equals(arguments)
                ? ""
                : " " + arguments.strip();
    }

    /** Runs a plugin's command. Its errors must neither end the chat nor write over the screen. */
    void runPlugin(Command command, String arguments, String line) {
        try {
            run(command, arguments, line);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, () -> "/" + command.name() + " failed", e);
            error("/%s failed: %s".formatted(command.name(), Failures.message(e)), "");
        }
    }

    private void run(Command command, String typed, String line) {
        Console console =
                new ChatConsole(
                        command.name(), view, questions, Optional.ofNullable(chat()), folder);
        LocalZone.now(); // for plugins, which show times in Java's zone
        try {
            command.run(arguments(command, typed), console);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            show(e, line);
        }
    }

    private static List<String> arguments(Command command, String typed) {
        if (!command.isVerbatim()) {
            return CommandWords.ofCommand(typed);
        }
        return Blanks.endOf(typed, 0) == typed.length() ? List.of() : List.of(typed);
    }

    /** Opens the chat with the peer, if there is one. */
    void open(String nameOrId) {
        try {
            chat(node.find(nameOrId));
        } catch (IOException e) {
            show(e, "/chat " + nameOrId);
        }
    }

    private void show(Exception e, String line) {
        error(
                Failures.lowerCase(Failures.message(e)),
                e instanceof UnknownPeerException unknown
                        ? PeerCommands.instead(node, unknown, line, listing(line))
                        : Failures.hint(e));
    }

    /** Returns the command that lists the peers that a line could have meant. */
    private String listing(String line) {
        return ReplLine.parse(line) instanceof ReplLine.Call(var name, _)
                        && builtIns.isOfContacts(name)
                ? "/contacts"
                : "/peers";
    }

    private void error(String message, String hint) {
        view.show(Line.warning(message));
        if (!hint.isEmpty()) {
            view.show(Line.dim("hint: ").and(Line.advice(Line.Tone.DIM, hint)));
        }
    }

    /** Ends the chat. Its peer stays known: a chat that goes on elsewhere opens it again. */
    @Override
    public void close() {
        conversations.close();
        outgoing.close();
    }
}
