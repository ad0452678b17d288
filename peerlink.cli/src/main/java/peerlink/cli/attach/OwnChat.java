package peerlink.cli.attach;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.api.Registration;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.NodeStarter;
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
import peerlink.core.Node;
import peerlink.core.model.ProfileInUseException;

/**
 * Runs a chat at a node of this process. The user types at once, and the node starts meanwhile:
 * all that may ask or tell the user something without the screen comes before.
 */
final class OwnChat {
    /** The longest wait for a process that has the profile to let others attach. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final long LOOK_AGAIN_MILLIS = 50;

    private final ProgramSettings settings;
    private final NodeOptions options;
    private final Environment environment;
    private final @Nullable NodeAssembly asked;
    private final EventFan fan = new EventFan();
    private String unfinished = "";
    private boolean wasEntered;

    /**
     * @param asked the node's parts, if the key had to be opened before; else null
     */
    private OwnChat(
            ProgramSettings settings,
            NodeOptions options,
            Environment environment,
            @Nullable NodeAssembly asked) {
        this.settings = settings;
        this.options = options;
        this.environment = environment;
        this.asked = asked;
    }

    /** Prints warnings, and asks for the passphrase if the key needs it: the terminal is free. */
    static OwnChat prepared(ProgramSettings settings, NodeOptions options, Environment environment)
            throws CliException, IOException {
        NodeAssembly.checkStaying(settings, options, environment);
        return new OwnChat(
                settings,
                options,
                environment,
                NodeAssembly.isOpen(settings, options, environment)
                        ? null
                        : NodeAssembly.loaded(settings, options, environment));
    }

    /**
     * Runs the chat and returns its exit code.
     *
     * @param terminal closed at the end
     * @param signals end the chat
     */
    int run(OwnTerminal terminal, ChatPlace place, EndSignals signals) throws Exception {
        ChatSession session = ChatSession.on(terminal, place);
        try (session) {
            Registration ending = signals.to(() -> session.stop(ChatSession.TERMINATED));
            Registration seat = fan.add("own", session.screen());
            try (ending;
                    seat;
                    StartingNode starting =
                            StartingNode.start(
                                    () -> hosted(session), () -> session.stop(ExitCode.ERROR))) {
                int exitCode = session.run();
                unfinished = session.unfinished();
                wasEntered = session.wasEntered();
                Optional<StartingNode.Hosted> begun = begun(starting, session);
                if (begun.isPresent()) {
                    end(begun.get(), session);
                }
                return exitCode;
            }
        }
    }

    /** Returns the line as far as it was typed when the start failed. */
    String unfinished() {
        return unfinished;
    }

    /** Tells whether that line had been entered. */
    boolean wasEntered() {
        return wasEntered;
    }

    private Optional<StartingNode.Hosted> begun(StartingNode starting, ChatSession session)
            throws Exception {
        try {
            return starting.begun();
        } catch (Exception e) {
            boolean goesOn =
                    e instanceof ProfileInUseException
                            && LocalClient.isServed(settings.profile().directory());
            if (!goesOn && !unfinished.isEmpty()) {
                session.show(Line.dim("not sent: " + unfinished));
            }
            throw e;
        }
    }

    private static void end(StartingNode.Hosted hosted, ChatSession session) throws IOException {
        hosted.node().close();
        if (hosted.chats().isStopped()) {
            session.show(Line.dim(hosted.chats().farewell()));
        }
        session.tellLeft(hosted.node().node());
    }

    /** Starts the node, and begins the chat there. */
    private StartingNode.Hosted hosted(ChatSession session) throws Exception {
        Path directory = settings.profile().directory();
        Node node =
                started(
                        asked == null
                                ? NodeAssembly.loaded(settings, options, environment)
                                : asked);
        AttachedChats chats =
                new AttachedChats(
                        node,
                        fan,
                        options,
                        user -> ChatConfig.read(settings, user),
                        AttachedChats.OF_CHAT,
                        () -> session.stop(ChatSession.TERMINATED));
        Hosting hosting =
                new Hosting(AttachedChats.OF_CHAT, Instant.now(), fan, chats, settings.given());
        HostedNode hosted = HostedNode.of(node, directory, Duration.ZERO, options, hosting);
        try {
            session.begin(node, fan, chats.memory(), LocalNetworkNotice.lines(settings));
        } catch (CliException | RuntimeException e) {
            hosted.close();
            throw e;
        }
        return new StartingNode.Hosted(hosted, chats);
    }

    /** Starts the node. Waits for a process that has the profile and takes no chats yet. */
    private Node started(NodeAssembly assembly)
            throws CliException, IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return NodeStarter.started(
                        assembly,
                        AttachedChats.OF_CHAT,
                        options,
                        builder ->
                                builder.reservedCommands(BuiltInCommands.reserved()).onEvent(fan));
            } catch (ProfileInUseException e) {
                if (LocalClient.isServed(settings.profile().directory())
                        || System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }
}
