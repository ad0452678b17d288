package peerlink.cli.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jline.utils.Signals;
import peerlink.api.Address;
import peerlink.cli.attach.AttachedChats;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.EventScreen;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.NodeStarter;
import peerlink.cli.local.PluginExit;
import peerlink.cli.log.Hangup;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.Invites;
import peerlink.cli.node.LocalNetworkNotice;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Shutdown;
import peerlink.cli.repl.BuiltInCommands;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.InviteGaps;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PlainView;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a node without a terminal, until a signal or {@code peerlink stop} ends it. */
@Command(
        name = "daemon",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stay online without a terminal, until SIGTERM or peerlink stop.",
            "What arrives is kept, and the next chat shows it first: peerlink attaches to the daemon.",
            "The standard error gets warnings, and nothing that anybody wrote."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink daemon --registry 192.0.2.1:7777",
            "  peerlink                             a chat, in any terminal, as often as you like",
            "  peerlink status",
            "  peerlink stop"
        })
final class DaemonCommand extends NodeCommand {
    private static final String PURPOSE = "daemon";

    @Mixin NodeOptions options = new NodeOptions();

    DaemonCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        NodeAssembly assembly = NodeAssembly.ofStaying(all, environment);
        Hangup.reopensLogs();
        PluginExit.watch(assembly.settings().profile().directory(), environment.err(), all);
        EventFan fan = new EventFan();
        fan.add("notices", notices(all));
        CountDownLatch end = new CountDownLatch(1);
        Node node =
                NodeStarter.start(
                        assembly,
                        PURPOSE,
                        all,
                        builder ->
                                builder.reservedCommands(BuiltInCommands.reserved()).onEvent(fan));
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
                                        end::countDown),
                                assembly.settings().given()));
        Shutdown.closing("peerlink daemon-shutdown", hosted);
        Signals.register("TERM", end::countDown);
        Invites.connect(node, all.invites, environment.err());
        EventSplitter.awaitDirectories(node);
        InviteGaps.unreachable(node.diagnosis().isDirect(), node.diagnosis().relays())
                .forEach(environment.err()::println);
        LocalNetworkNotice.lines(assembly.settings())
                .forEach(line -> environment.err().println(line.text()));
        environment
                .err()
                .printf(
                        "running as %s (%s) on %s; %s attaches, %s ends it%n",
                        node.self().name(),
                        node.self().id().shortForm(),
                        node.self().addresses().stream()
                                .map(Address::shortForm)
                                .collect(Collectors.joining(",")),
                        all.call(""),
                        all.call("stop"));
        end.await();
        hosted.close();
        return ExitCode.OK;
    }

    /** Returns a sink that shows the node's state, and nothing that anybody wrote. */
    private EventScreen notices(NodeOptions all) {
        EventLines lines =
                new EventLines(
                        new PlainView(environment.err()),
                        new ShownTimes(InstantSource.system(), LocalZone::now),
                        ContactLines.onCommandLine(all),
                        all);
        lines.presence(false);
        return new EventScreen() {
            @Override
            public void accept(NodeEvent event) {
                switch (event) {
                    case NodeEvent.MessageArrived _,
                            NodeEvent.RequestArrived _,
                            NodeEvent.MessageDelivered _,
                            NodeEvent.MessageFailed _,
                            NodeEvent.PluginSent _,
                            NodeEvent.ProgressChanged _,
                            NodeEvent.StatusChanged _,
                            NodeEvent.Notice _ -> {
                        // texts of people and names of their files belong into no log
                    }
                    default -> lines.accept(event);
                }
            }

            @Override
            public boolean isUser() {
                return false;
            }
        };
    }
}
