package peerlink.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peerlink.cli.attach.AttachedChats;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.EventScreen;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.NodeStarter;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.PluginExit;
import peerlink.cli.local.RpcBridge;
import peerlink.cli.log.Hangup;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Shutdown;
import peerlink.cli.repl.BuiltInCommands;
import peerlink.cli.rpc.RpcService;
import peerlink.cli.rpc.StandardStreams;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.ProfileInUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speaks JSON-RPC 2.0 on standard input and output. */
@Command(
        name = "rpc",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serve a bot: JSON-RPC 2.0 on standard input and output, one object a line.",
            "Speaks for the node of the profile that runs, or is that node. Ends when the input",
            "does and all that was asked is answered. Nothing else goes to the standard output."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink rpc --openrpc",
            "  echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"contacts\"}' | peerlink rpc"
        })
final class RpcCommand extends NodeCommand {
    private static final String PURPOSE = "rpc";

    /** The longest wait for another process of the profile that begins or ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_MILLIS = 50;

    @Option(names = "--openrpc", description = "print the description of the methods, as OpenRPC")
    boolean openrpc;

    @Mixin NodeOptions options = new NodeOptions();

    RpcCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        if (openrpc) {
            environment.out().println(RpcService.description());
            return ExitCode.OK;
        }
        NodeOptions all = given(options);
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        Optional<Boolean> bridged = bridged(settings.profile().directory(), all);
        return ended(bridged.isPresent() ? bridged.get() : itself(all));
    }

    /** Speaks for the node that runs; empty if there is none. */
    private Optional<Boolean> bridged(Path directory, NodeOptions all)
            throws CliException, IOException {
        requireSame(directory, all);
        Optional<RpcBridge> running = RpcBridge.open(directory);
        if (running.isEmpty()) {
            return Optional.empty();
        }
        try (RpcBridge bridge = running.get()) {
            return Optional.of(bridge.run(environment.in(), environment.out(), environment.err()));
        }
    }

    /** Refuses to speak for a node that is not as the options would have it. */
    private void requireSame(Path directory, NodeOptions all) throws CliException {
        if (all.ofNode().isEmpty()) {
            return;
        }
        Optional<Outcome> answer = LocalClient.ask(directory, new LocalRequest.Same(all), _ -> {});
        if (answer.isPresent()) {
            answer.get().told(environment.err(), false);
        }
    }

    /** Is the node, for the bot and for other processes of the profile. */
    private boolean itself(NodeOptions all) throws Exception {
        NodeAssembly assembly = NodeAssembly.ofStaying(all, environment);
        Hangup.reopensLogs();
        Path directory = assembly.settings().profile().directory();
        PluginExit.watch(directory, environment.err(), all);
        EventFan fan = new EventFan();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Node node =
                        NodeStarter.started(
                                assembly,
                                PURPOSE,
                                all,
                                builder ->
                                        builder.reservedCommands(BuiltInCommands.reserved())
                                                .onEvent(fan));
                return serve(node, assembly, fan, all);
            } catch (ProfileInUseException e) {
                if (System.nanoTime() > end) {
                    throw LocalClient.inUse(e, all);
                }
            }
            // it begins, and serves soon, or ends
            Optional<Boolean> bridged = bridged(directory, all);
            if (bridged.isPresent()) {
                return bridged.get();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private boolean serve(Node node, NodeAssembly assembly, EventFan fan, NodeOptions all)
            throws Exception {
        StandardStreams streams = new StandardStreams(environment.in(), environment.out());
        HostedNode hosted =
                HostedNode.of(
                        node,
                        assembly.settings().profile().directory(),
                        Duration.ZERO,
                        all,
                        new Hosting(
                                PURPOSE,
                                Instant.now(),
                                fan,
                                new AttachedChats(
                                        node,
                                        fan,
                                        all,
                                        user -> ChatConfig.read(assembly.settings(), user),
                                        PURPOSE,
                                        streams::end),
                                assembly.settings().given()));
        Shutdown.closing("peerlink rpc-shutdown", hosted);
        fan.add("rpc", new BotSink(hosted.rpc()));
        Invites.connect(node, all.invites, environment.err());
        EventSplitter.awaitDirectories(node);
        boolean isDone = streams.serve(hosted.rpc());
        hosted.close();
        return isDone;
    }

    /**
     * Counts messages as shown that wait for a bot, where nobody else may ever look. Without a bot
     * they are kept for a chat.
     */
    private record BotSink(RpcService rpc) implements EventScreen {
        @Override
        public boolean showsSent() {
            return false; // a bot knows what it has sent
        }

        @Override
        public void accept(NodeEvent event) {
            if (event instanceof NodeEvent.MessageArrived && !rpc.isKeeping()) {
                throw new IllegalStateException("no bot has a cursor yet");
            }
        }
    }

    private int ended(boolean isDone) throws CliException {
        if (isDone) {
            return ExitCode.OK;
        }
        throw new CliException(
                ExitCode.ERROR,
                "the node of the profile has ended; what was not acknowledged comes again",
                environment.typed().again());
    }
}
