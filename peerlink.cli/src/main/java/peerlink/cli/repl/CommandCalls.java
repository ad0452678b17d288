package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.Blanks;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.Failures;
import peerlink.cli.program.NearestName;
import peerlink.cli.text.ChatWord;
import peerlink.cli.text.Line;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.UnknownPeerException;

/**
 * Carries out the commands of the chat. Those of plugins run beside it, on threads of their own.
 */
final class CommandCalls {
    private static final System.Logger LOG = System.getLogger(CommandCalls.class.getName());

    /** The commands that turn to another conversation. */
    private static final Set<String> TURNING = Set.of("chat", "next");

    private final Node node;
    private final View view;
    private final OpenChat open;
    private final BuiltInCommands builtIns;
    private final Questions questions;
    private final Path folder;
    private final RunningCommands running = new RunningCommands();

    /**
     * @param builtIns the commands of the chat's own
     * @param folder the folder in which the user is, absolute
     */
    CommandCalls(
            ChatParts parts,
            OpenChat open,
            BuiltInCommands builtIns,
            Questions questions,
            Path folder) {
        this.node = parts.node();
        this.view = parts.view();
        this.open = open;
        this.builtIns = builtIns;
        this.questions = questions;
        this.folder = folder;
    }

    /** Returns all commands, the plugins' too, by name. */
    Collection<Command> all() {
        return builtIns.and(node.commands());
    }

    /**
     * Carries out a command.
     *
     * @param arguments the text behind its name, as typed
     * @param line the whole line as the user typed it
     */
    void call(String name, String arguments, String line) {
        Command own = builtIns.named(name);
        if (own != null) {
            if (own instanceof ReplCommand plain && plain.lacks(arguments(own, arguments))) {
                Peer somebody = open.somebody();
                new ChatError(
                                "/%s needs %s".formatted(name, plain.usage()),
                                somebody == null && plain.first() instanceof Completion.Peers
                                        ? "/peers"
                                        : plain.example(
                                                somebody == null ? "" : somebody.name().text()))
                        .show(view);
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
        all().forEach(command -> names.add(command.name()));
        Optional<String> meant = NearestName.of(name, names);
        if (meant.map(TURNING::contains).orElseGet(() -> isOfConversation(arguments))) {
            open.none();
        }
        new ChatError(
                        "no command /" + name + "; nothing was sent",
                        meant.map(nearest -> "/" + nearest + shown(arguments))
                                .orElse(
                                        "a text that begins with / is sent with //; all commands:\n/help"))
                .show(view);
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
            new ChatError("/%s failed: %s".formatted(command.name(), Failures.message(e)), "")
                    .show(view);
        }
    }

    private void run(Command command, String typed, String line) {
        Console console =
                new ChatConsole(
                        command.name(), view, questions, Optional.ofNullable(open.peer()), folder);
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

    /** Shows the failure of a line. */
    void show(Exception e, String line) {
        new ChatError(
                        Failures.lowerCase(Failures.message(e)),
                        e instanceof UnknownPeerException unknown
                                ? PeerCommands.instead(node, unknown, line, listing(line))
                                : Failures.hint(e))
                .show(view);
    }

    /** Returns the command that lists the peers that a line could have meant. */
    private String listing(String line) {
        return ReplLine.parse(line) instanceof ReplLine.Call(var name, _)
                        && builtIns.isOfContacts(name)
                ? "/contacts"
                : "/peers";
    }
}
