package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.RefusedException;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.NodeStarter;
import peerlink.cli.local.PluginExit;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.Invites;
import peerlink.cli.node.LocalNetworkNotice;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.program.CliException;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Version;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.terminal.Suggestion;
import peerlink.cli.terminal.TerminalView;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.InviteGaps;
import peerlink.cli.text.Line;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;

/**
 * Runs the chat from its first line to the last: terminal and node, the loop between them, and the
 * way out.
 *
 * <p>The file is longer than most, as the order of the parts' beginnings and ends is its subject.
 */
public final class ChatSession {
    /** The longest wait for a registry before the welcome. */
    private static final int REGISTRY_MILLIS = 3_000;

    /**
     * The wait for other peers after that: too short to be noticed, and long enough, as the
     * registry sends its peers at once.
     */
    private static final int SOMEBODY_MILLIS = 300;

    /** The exit code of a process that SIGTERM ended. */
    private static final int TERMINATED = 128 + 15;

    private static final int INTERRUPTED = 128 + 2;

    private final Environment environment;
    private final NodeOptions options;
    private final @Nullable String peer;

    /** The peer whose invite opens the chat with it; null if none does. */
    private @Nullable PeerId invited;

    private final CountDownLatch registry = new CountDownLatch(1);
    private final CountDownLatch somebody = new CountDownLatch(1);
    private volatile int exitCode = ExitCode.OK;
    private volatile @Nullable ReplCompleter completer;
    private volatile @Nullable Repl repl;

    /**
     * @param peer the peer to chat with; null if the user chooses it later
     */
    public ChatSession(Environment environment, NodeOptions options, @Nullable String peer) {
        this.environment = environment;
        this.options = options;
        this.peer = peer;
    }

    /** Returns a session that begins with the chat with the invite's peer. */
    public static ChatSession by(Invite invite, Environment environment, NodeOptions options) {
        NodeOptions all = options.or(new NodeOptions());
        all.invites = new ArrayList<>(options.invites);
        all.invites.add(invite.toString());
        ChatSession session = new ChatSession(environment, all, null);
        session.invited = invite.id();
        return session;
    }

    /** Runs the chat and returns its exit code, when the user has left or the process ends. */
    public int run() throws Exception {
        NodeAssembly assembly = NodeAssembly.ofStaying(options, environment);
        PluginExit.watch(assembly.settings().profile().directory(), environment.err(), options);
        ChatConfig config = ChatConfig.read(assembly.settings().profile(), environment);
        Keyboard keyboard = Keyboard.open(this::words, this::complete, environment);
        Signals.register("TERM", () -> stop(keyboard));
        Signals.register("HUP", () -> stop(keyboard));
        try (TerminalView view =
                new TerminalView(keyboard.reader(), environment.colours(), config.settings())) {
            EventLines events =
                    new EventLines(
                            view,
                            new ShownTimes(InstantSource.system(), LocalZone::now),
                            ContactLines.inChat(),
                            options);
            events.presence(config.settings().isOn(ChatSetting.PRESENCE));
            Notifications notifications =
                    new Notifications(
                            view,
                            config,
                            keyboard.attention()::isAway,
                            assembly.settings().name().text());
            keyboard.attention().onReturn(notifications::end);
            Node node =
                    NodeStarter.start(
                            assembly,
                            "chat",
                            options,
                            builder ->
                                    builder.reservedCommands(BuiltInCommands.reserved())
                                            .onEvent(
                                                    event -> {
                                                        tell(event, events, keyboard);
                                                        notifications.accept(event);
                                                    }));
            try (HostedNode hosted =
                    HostedNode.of(
                            node,
                            assembly.settings().profile().directory(),
                            Duration.ZERO,
                            options)) {
                chat(keyboard, hosted.node(), view, events, assembly, config);
            }
            tellLeft(node, view);
            notifications.end();
        }
        return exitCode;
    }

    private void chat(
            Keyboard keyboard,
            Node node,
            TerminalView view,
            EventLines events,
            NodeAssembly assembly,
            ChatConfig config)
            throws CliException {
        try (Repl repl = new Repl(node, view, events, config, keyboard::editNext)) {
            this.repl = repl;
            keyboard.use(
                    config.settings(),
                    config.folder(),
                    environment,
                    new KnownCommands(repl::commands, new Aliases(config, repl::commands)));
            completer =
                    new ReplCompleter(
                            repl::commands,
                            typed -> completable(node, typed),
                            Path.of("").toAbsolutePath(),
                            environment.userHome());
            view.show(banner(node));
            LocalNetworkNotice.lines(assembly.settings()).forEach(view::show);
            Thread.ofVirtual().name("peerlink chat-welcome").start(() -> welcome(node, view));
            for (String text : options.invites) {
                connect(Invites.parse(text), node, repl, view);
            }
            if (peer != null) {
                repl.open(peer);
            }
            loop(keyboard, repl, view);
        }
    }

    /**
     * Returns the peers that the user may want to name, including those that registries listed
     * before. Without typed text, these are only the latest.
     */
    private static List<Peer> completable(Node node, String typed) {
        Map<PeerId, Peer> all = new LinkedHashMap<>();
        node.peers().forEach(peer -> all.put(peer.id(), peer));
        node.lastKnown().stream()
                .limit(typed.isEmpty() ? ChatCommands.MOST_AWAY : Long.MAX_VALUE)
                .forEach(known -> all.putIfAbsent(known.peer().id(), known.peer()));
        return List.copyOf(all.values());
    }

    /** Shows how many messages are left in the outbox when the chat ends. */
    private void tellLeft(Node node, TerminalView view) throws IOException {
        int left = node.outbox().waiting().size();
        if (left > 0) {
            view.show(
                    Line.dim(OutboxRow.count(left) + " in the outbox: delivered once ")
                            .and(Line.Tone.COMMAND, options.callOnline(""))
                            .and(Line.Tone.DIM, " or ")
                            .and(Line.Tone.COMMAND, options.callOnline("listen"))
                            .and(Line.Tone.DIM, " runs and the peer is there"));
        }
    }

    private List<Suggestion> complete(String line) {
        ReplCompleter ready = completer;
        return ready == null ? List.of() : ready.complete(line);
    }

    private CommandWords words(String line) {
        ReplCompleter ready = completer;
        return ready == null ? CommandWords.split(line) : ready.words(line);
    }

    private void stop(Keyboard keyboard) {
        exitCode = TERMINATED;
        keyboard.stop();
    }

    private void tell(NodeEvent event, EventLines events, Keyboard keyboard) {
        events.accept(event);
        switch (event) {
            case NodeEvent.ContactsChanged _ -> {
                Repl running = repl;
                if (running != null) {
                    running.renamed();
                }
                keyboard.promptChanged();
            }
            case NodeEvent.MessageArrived arrived -> {
                Repl running = repl;
                if (running != null) {
                    running.wrote(arrived.peer());
                }
            }
            case NodeEvent.DirectoryConnected(var directory) -> answered(directory);
            case NodeEvent.DirectoryLost(var directory, var _) -> answered(directory);
            case NodeEvent.PeerAppeared _ -> {
                somebody.countDown();
                // the peer may go by another name than before
                keyboard.promptChanged();
            }
            default -> {
                // neither the welcome nor the prompt waits for other events
            }
        }
    }

    private void answered(Address directory) {
        // the local network is there at once, and says nothing of those who are there
        if (!EventLines.isLocalNetwork(directory)) {
            registry.countDown();
        }
    }

    private static Line banner(Node node) {
        return Line.of(Line.Tone.STRONG, "PeerLink " + Version.text())
                .and(Line.Tone.PLAIN, ", you are ")
                .and(Line.Tone.OWN, node.self().name().text())
                .and(Line.Tone.DIM, "  " + node.self().id().shortForm());
    }

    /** Shows what to do next: commands that work as printed. */
    private void welcome(Node node, TerminalView view) {
        try {
            registry.await(REGISTRY_MILLIS, TimeUnit.MILLISECONDS);
            somebody.await(SOMEBODY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        InviteGaps.unreachable(node.diagnosis().isDirect(), node.diagnosis().relays())
                .forEach(line -> view.show(Line.warning(line)));
        List<Peer> online = node.online();
        if (!online.isEmpty()) {
            view.show(step("/chat " + online.getFirst().name(), "to talk"));
        } else if (AloneHints.isLocal(node)) {
            view.show(
                    step(
                            ProgramName.call("--profile " + AloneHints.somebodyElse(node.self())),
                            "in another terminal: somebody to talk to"));
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

    private static Line step(String command, String what) {
        return Line.command(command)
                .and(Line.Tone.DIM, " ".repeat(Math.max(0, 26 - command.length())) + "  " + what);
    }

    /** Adds the invite's peer at once, and connects to it while the user types already. */
    private void connect(Invite invite, Node node, Repl repl, TerminalView view) {
        try {
            Peer added = node.add(invite);
            if (invite.id().equals(invited)) {
                repl.chat(added);
            }
            Thread.ofVirtual()
                    .name("peerlink chat-connector " + added.name())
                    .start(() -> reach(added, invite, node, repl, view));
        } catch (IOException e) {
            view.show(Line.warning(failure(invite, e)));
        }
    }

    private static void reach(Peer added, Invite invite, Node node, Repl repl, TerminalView view) {
        Line outcome;
        try {
            node.reach(added);
            outcome = Line.dim("connected to %s, verified by the invite".formatted(added.name()));
        } catch (IOException e) {
            outcome = Line.warning(failure(invite, e));
        }
        if (!repl.ended()) {
            view.show(outcome);
        }
    }

    private static String failure(Invite invite, IOException e) {
        return e instanceof RefusedException refused
                ? PeerFailures.refused(invite.name().text(), refused)
                : Failures.lowerCase(Failures.message(e));
    }

    private void loop(Keyboard keyboard, Repl repl, TerminalView view) {
        boolean warned = false;
        while (!repl.ended()) {
            switch (keyboard.read(repl::prompt)) {
                case Keyboard.Input.Typed(var line) -> {
                    warned = false;
                    repl.accept(line);
                }
                case Keyboard.Input.Interrupted(var wasEmpty) -> {
                    if (wasEmpty && repl.cancelled()) {
                        warned = false;
                        continue;
                    }
                    if (wasEmpty && warned) {
                        exitCode = INTERRUPTED;
                        return;
                    }
                    warned = wasEmpty;
                    if (wasEmpty) {
                        view.show(Line.dim("Ctrl-C again, Ctrl-D or /quit leaves"));
                    }
                }
                case Keyboard.Input.End() -> {
                    return;
                }
            }
        }
    }
}
