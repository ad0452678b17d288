package peerlink.cli.attach;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Registration;
import peerlink.cli.local.AttachedScreen;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.NodeStarter;
import peerlink.cli.local.PluginExit;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.LocalNetworkNotice;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.repl.BuiltInCommands;
import peerlink.cli.repl.ChatPlace;
import peerlink.cli.repl.ChatSession;
import peerlink.cli.terminal.OwnTerminal;
import peerlink.cli.text.Line;
import peerlink.cli.text.LocalZone;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import peerlink.core.model.ProfileInUseException;

/**
 * Runs the chat on this process's terminal: at the node that another process of the profile has, or
 * at one of its own if there is none. When that process ends, it looks anew.
 */
public final class ChatRun {
    /** The purpose of a node that a chat has started. */
    static final String PURPOSE = "chat";

    /** The longest wait for a process that has the profile to let others attach. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The longest wait for a service that was killed to be started again. */
    private static final Duration FOR_SERVICE = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Environment environment;
    private final @Nullable String peer;
    private final @Nullable PeerId invited;
    private NodeOptions options;
    private TerminalFrame.Draft draft = new TerminalFrame.Draft("", "");
    private String notice = "";
    private boolean isFirst = true;

    /** The time of {@link System#nanoTime} before which another process is to have the node. */
    private long hostsFrom = System.nanoTime();

    private @Nullable OwnTerminal own;

    private ChatRun(
            Environment environment,
            NodeOptions options,
            @Nullable String peer,
            @Nullable PeerId invited) {
        this.environment = environment;
        this.options = options;
        this.peer = peer;
        this.invited = invited;
    }

    /**
     * Returns a chat.
     *
     * @param peer the peer to chat with; null if the user chooses it later
     */
    public static ChatRun with(
            @Nullable String peer, Environment environment, NodeOptions options) {
        return new ChatRun(environment, options, peer, null);
    }

    /** Returns a chat that begins with the invite's peer. */
    public static ChatRun by(Invite invite, Environment environment, NodeOptions options) {
        return new ChatRun(environment, options.and(invite.toString()), null, invite.id());
    }

    /** Runs the chat and returns its exit code, when the user has left or the process ends. */
    public int run() throws Exception {
        ProgramSettings settings = ProgramSettings.resolve(options, environment);
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                Optional<TerminalLink> link =
                        LocalClient.attach(settings.profile().directory(), this::request);
                if (link.isEmpty() && System.nanoTime() < hostsFrom) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                    continue;
                }
                if (link.isEmpty()) {
                    closeTerminal(); // a prompt for the passphrase needs it
                    try {
                        return host();
                    } catch (ProfileInUseException e) {
                        if (System.nanoTime() > end) {
                            throw LocalClient.inUse(e, options);
                        }
                    }
                    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                    continue;
                }
                switch (new AttachedTerminal(terminal(), link.get()).run(draft)) {
                    case AttachedTerminal.End.Left(var exitCode) -> {
                        return exitCode;
                    }
                    case AttachedTerminal.End.HostGone(var host, var last) -> {
                        goOn(host, last, settings);
                        end = System.nanoTime() + PATIENCE.toNanos();
                    }
                }
            }
        } finally {
            closeTerminal();
        }
    }

    private void closeTerminal() throws IOException {
        OwnTerminal opened = own;
        if (opened != null) {
            own = null;
            opened.close();
        }
    }

    private OwnTerminal terminal() throws IOException {
        OwnTerminal opened = own;
        if (opened == null) {
            opened = OwnTerminal.open(environment);
            own = opened;
        }
        return opened;
    }

    private LocalRequest.Attach request() throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String name : AttachedScreen.VARIABLES) {
            environment.variable(name).ifPresent(value -> variables.put(name, value));
        }
        OwnTerminal screen = terminal();
        return new LocalRequest.Attach(
                options,
                isFirst ? options.ofNode() : Map.of(),
                openPeer(),
                new AttachedScreen(
                        ProcessHandle.current().pid(),
                        screen.type(),
                        screen.encoding().name(),
                        screen.columns(),
                        screen.rows(),
                        Path.of("").toAbsolutePath(),
                        environment.userHome(),
                        variables),
                draft.text());
    }

    /** Returns the peer whose chat is to be open at the beginning. */
    private @Nullable String openPeer() {
        if (isFirst) {
            return peer;
        }
        return draft.peer().isEmpty() ? null : draft.peer();
    }

    /** Goes on after the process with the node has ended. */
    private void goOn(
            TerminalFrame.@Nullable Begun host, TerminalFrame.Draft last, ProgramSettings settings)
            throws CliException, IOException, InterruptedException {
        draft = last;
        isFirst = false;
        notice =
                host == null
                        ? "the process with the node has ended; this one has it now"
                        : "process %d, which had the node, has ended; this one has it now"
                                .formatted(host.process());
        if (!NodeAssembly.isOpen(settings, options, environment)) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the process that had the node has ended, and the key's passphrase is needed to go on",
                    options.callOnline(""));
        }
        if (host != null && host.purpose().equals("daemon")) {
            hostsFrom = System.nanoTime() + FOR_SERVICE.toNanos();
        }
        options = options.orOfNode(AttachedTerminal.settings(host));
        options.invites = List.of();
    }

    /** Runs the chat at a node of its own. */
    private int host() throws Exception {
        NodeAssembly assembly = NodeAssembly.ofStaying(options, environment);
        Path directory = assembly.settings().profile().directory();
        PluginExit.watch(directory, environment.err(), options);
        EventFan fan = new EventFan();
        ChatSession session = ChatSession.on(terminal(), place(assembly.settings()));
        own = null; // the session closes it
        try (session) {
            Signals.register("TERM", () -> session.stop(ChatSession.TERMINATED));
            Signals.register("HUP", () -> session.stop(ChatSession.TERMINATED));
            Registration seat = fan.add("own", session);
            try (seat) {
                Node node =
                        NodeStarter.started(
                                assembly,
                                PURPOSE,
                                options,
                                builder ->
                                        builder.reservedCommands(BuiltInCommands.reserved())
                                                .onEvent(fan));
                AttachedChats others =
                        new AttachedChats(
                                node,
                                fan,
                                options,
                                user -> ChatConfig.read(assembly.settings(), user),
                                PURPOSE,
                                () -> session.stop(ChatSession.TERMINATED));
                Hosting hosting = new Hosting(PURPOSE, Instant.now(), fan, others);
                int exitCode;
                try (HostedNode hosted =
                        HostedNode.of(node, directory, Duration.ZERO, options, hosting)) {
                    exitCode =
                            session.chat(
                                    hosted.node(),
                                    fan,
                                    others.unread(),
                                    LocalNetworkNotice.lines(assembly.settings()));
                }
                if (others.isStopped()) {
                    session.show(Line.dim(others.farewell()));
                }
                session.tellLeft(node);
                return exitCode;
            }
        }
    }

    private ChatPlace place(ProgramSettings settings) throws CliException {
        return new ChatPlace(
                environment,
                ChatConfig.read(settings, environment),
                options,
                openPeer(),
                invited,
                Path.of("").toAbsolutePath(),
                LocalZone::now,
                notice,
                draft.text(),
                true);
    }
}
