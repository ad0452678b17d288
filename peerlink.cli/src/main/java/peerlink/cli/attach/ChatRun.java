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
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.cli.local.AttachedScreen;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.PluginExit;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.repl.ChatPlace;
import peerlink.cli.terminal.OwnTerminal;
import peerlink.cli.text.LocalZone;
import peerlink.core.model.Invite;
import peerlink.core.model.ProfileInUseException;

/**
 * Runs the chat on this process's terminal: at the node that another process of the profile has, or
 * at one of its own if there is none. When that process ends, it looks anew.
 */
public final class ChatRun {
    private static final System.Logger LOG = System.getLogger(ChatRun.class.getName());

    /** The longest wait for a service that was killed to be started again. */
    private static final Duration FOR_SERVICE = Duration.ofSeconds(5);

    private final Environment environment;
    private final @Nullable String peer;
    private final @Nullable PeerId invited;
    private NodeOptions options;
    private TerminalFrame.Draft draft = new TerminalFrame.Draft("", "");
    private String notice = "";
    private @Nullable Instant shownUntil;
    private boolean isFirst = true;

    /** The user has entered the draft already, and it goes once it can. */
    private boolean isEntered;

    /** The time of {@link System#nanoTime} before which another process is to have the node. */
    private long hostsFrom = System.nanoTime();

    private @Nullable OwnTerminal own;
    private boolean isWatched;

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
        long end = System.nanoTime() + OwnChat.PATIENCE.toNanos();
        EndSignals signals = EndSignals.ofProcess();
        try {
            while (true) {
                Optional<TerminalLink> link =
                        LocalClient.attach(
                                settings.profile().directory(), () -> request(settings.given()));
                if (link.isEmpty() && System.nanoTime() < hostsFrom) {
                    TimeUnit.MILLISECONDS.sleep(OwnChat.LOOK_AGAIN_MILLIS);
                    continue;
                }
                if (link.isEmpty()) {
                    closeTerminal(); // a prompt for the passphrase needs it
                    try {
                        return host(
                                isFirst ? settings : ProgramSettings.resolve(options, environment),
                                signals);
                    } catch (ProfileInUseException e) {
                        if (System.nanoTime() > end) {
                            throw LocalClient.inUse(e, options);
                        }
                    }
                    TimeUnit.MILLISECONDS.sleep(OwnChat.LOOK_AGAIN_MILLIS);
                    continue;
                }
                switch (new AttachedTerminal(terminal(), link.get(), signals)
                        .run(draft, isEntered)) {
                    case AttachedTerminal.End.Left(var exitCode) -> {
                        return exitCode;
                    }
                    case AttachedTerminal.End.HostGone(var host, var last, var until) -> {
                        shownUntil =
                                shownUntil != null && shownUntil.isAfter(until)
                                        ? shownUntil
                                        : until;
                        goOn(host, last, settings);
                        end = System.nanoTime() + OwnChat.PATIENCE.toNanos();
                    }
                }
            }
        } catch (CliException e) {
            tellUnsent();
            throw e;
        } finally {
            closeTerminal();
        }
    }

    /** Shows the keys that no chat has taken, so that the words are not lost. */
    private void tellUnsent() {
        OwnTerminal opened = own;
        if (opened == null) {
            return;
        }
        try {
            String typed = opened.typedAhead();
            if (!Printable.isBlank(typed)) {
                environment.err().println("not sent: " + Printable.line(typed.strip()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the terminal has gone", e);
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

    private LocalRequest.Attach request(GivenSettings given) throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String name : AttachedScreen.VARIABLES) {
            environment.variable(name).ifPresent(value -> variables.put(name, value));
        }
        OwnTerminal screen = terminal();
        return new LocalRequest.Attach(
                options,
                isFirst ? given : GivenSettings.NONE,
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
                draft.text(),
                shownUntil);
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
        isEntered = false;
        isFirst = false;
        notice =
                host == null
                        ? "the process with the node has ended; this one has it now"
                        : "process %d, which had the node, has ended; this one has it now"
                                .formatted(host.process());
        if (!NodeAssembly.isOpen(settings, options, environment)) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the process that had the node has ended, and the key's passphrase is needed to"
                            + " go on",
                    options.callOnline(""));
        }
        if (host != null && host.purpose().equals("daemon")) {
            hostsFrom = System.nanoTime() + FOR_SERVICE.toNanos();
        }
        options = options.orOfNode(AttachedTerminal.settings(host));
        options.invites = List.of();
    }

    /** Runs the chat at a node of its own. */
    private int host(ProgramSettings settings, EndSignals signals) throws Exception {
        Path directory = settings.profile().directory();
        if (isWatched) {
            PluginExit.tellLast(directory, environment.err(), options);
        } else {
            isWatched = true;
            PluginExit.watch(directory, environment.err(), options);
        }
        OwnChat chat = OwnChat.prepared(settings, options, environment);
        ChatPlace place = place(settings);
        OwnTerminal opened = terminal();
        own = null; // the chat closes it
        try {
            return chat.run(opened, place, signals);
        } finally {
            draft = new TerminalFrame.Draft(chat.unfinished(), draft.peer());
            isEntered = chat.wasEntered();
        }
    }

    private ChatPlace place(ProgramSettings settings) throws CliException {
        return new ChatPlace(
                environment,
                settings.name(),
                ChatConfig.read(settings, environment),
                options,
                openPeer(),
                invited,
                ProcessHandle.current().pid(),
                Path.of("").toAbsolutePath(),
                LocalZone::now,
                notice,
                draft.text(),
                shownUntil,
                true);
    }
}
