package peerlink.cli.command;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.cli.attach.AttachedChats;
import peerlink.cli.exec.MessageProgram;
import peerlink.cli.exec.ProgramDelivery;
import peerlink.cli.exec.SetAside;
import peerlink.cli.local.EventFan;
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
import peerlink.cli.node.Profile;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.OutputException;
import peerlink.cli.program.Shutdown;
import peerlink.cli.program.Typed;
import peerlink.cli.repl.BuiltInCommands;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventKind;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.InviteGaps;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.MessagePrinter;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.PlainView;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the messages that arrive, until a signal ends it. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Print the messages that arrive, until Ctrl-C or SIGTERM.",
            "Messages go to the standard output, everything else to the standard error."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink listen",
            "  peerlink listen --json | jq -r 'select(.event==\"message\").text'",
            "  peerlink listen --exec 'peerlink send \"$PEERLINK_MESSAGE_FROM\" seen'"
        })
final class ListenCommand extends NodeCommand {
    @Option(
            names = "--json",
            description = "print one JSON object a line, the first one an event ready")
    boolean json;

    @Option(
            names = "--events",
            paramLabel = "LIST",
            description =
                    "the events that --json prints: words of ready, message, request, plugin,"
                            + " presence, delivery, registration, link and journal, with commas between"
                            + " them, or all (default: "
                            + EventKind.USUAL
                            + ")")
    @Nullable String events;

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            description =
                    "run a command line of sh for each message instead of printing it: the text is"
                            + " its standard input, the rest in PEERLINK_MESSAGE_... variables;"
                            + " exit 0 takes the message, else it is tried again, five times, and"
                            + " then set aside")
    @Nullable String command;

    @Mixin NodeOptions options = new NodeOptions();

    ListenCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        Set<EventKind> kinds = kinds();
        NodeAssembly assembly = NodeAssembly.ofStaying(all, environment);
        InstantSource clock = InstantSource.system();
        ShownTimes times = new ShownTimes(clock, LocalZone::now);
        EventLines notices =
                new EventLines(
                        new PlainView(environment.err()),
                        times,
                        ContactLines.onCommandLine(all),
                        all);
        notices.presence(false);
        MessagePrinter printer =
                json
                        ? new MessagePrinter.Json(
                                new JsonLines(environment.out()),
                                clock,
                                kinds,
                                text(environment.err(), times, all))
                        : text(environment.out(), times, all);
        Profile profile = assembly.settings().profile();
        Optional<ProgramDelivery> program =
                Optional.ofNullable(command).map(cmd -> program(cmd, profile, printer, all));
        EventSplitter events =
                new EventSplitter(program.map(MessagePrinter.class::cast).orElse(printer), notices);
        Hangup.reopensLogs();
        PluginExit.watch(profile.directory(), environment.err(), all);
        EventFan fan = new EventFan();
        fan.add("listen", event -> tell(event, program.isPresent(), events));
        Node node =
                NodeStarter.start(
                        assembly,
                        "listen",
                        all,
                        builder ->
                                builder.reservedCommands(BuiltInCommands.reserved())
                                        .onEvent(
                                                program.isPresent()
                                                        ? withProgram(fan, events)
                                                        : fan));
        HostedNode hosted =
                HostedNode.of(
                        node,
                        profile.directory(),
                        Duration.ZERO,
                        all,
                        new Hosting(
                                "listen",
                                Instant.now(),
                                fan,
                                new AttachedChats(
                                        node,
                                        fan,
                                        all,
                                        user -> ChatConfig.read(assembly.settings(), user),
                                        "listen",
                                        () -> Shutdown.exit("peerlink listen-stop")),
                                assembly.settings().given()));
        Shutdown.closing(
                "peerlink listen-shutdown",
                () -> {
                    program.ifPresent(ProgramDelivery::close); // its message comes again
                    hosted.close();
                });
        Invites.connect(node, all.invites, environment.err());
        EventSplitter.awaitDirectories(node);
        if (!json) {
            environment
                    .err()
                    .printf(
                            "listening as %s (%s) on %s; Ctrl-C ends%n",
                            node.self().name(), node.self().id().shortForm(), listening(node));
        }
        InviteGaps.unreachable(node.diagnosis().isDirect(), node.diagnosis().relays())
                .forEach(environment.err()::println);
        LocalNetworkNotice.lines(assembly.settings())
                .forEach(line -> environment.err().println(line.text()));
        int waiting = node.requests().size();
        if (waiting > 0) {
            environment
                    .err()
                    .println(PeerRows.waiting(waiting) + ": " + all.call("contacts accept"));
        }
        events.ready(node.self(), listening(node), registries(assembly.settings()), skipped(node));
        UncheckedIOException failure = events.awaitFailure();
        hosted.close();
        if (failure.getCause() instanceof OutputException) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the output can't be written any more: nobody reads it, or its disk is full",
                    "what was not printed comes again:\n" + environment.typed().again());
        }
        throw new CliException(
                ExitCode.ERROR,
                Failures.message(failure) + "; the message comes again",
                all.call("set-aside"));
    }

    private static void tell(NodeEvent event, boolean hasProgram, EventSplitter events) {
        if (!hasProgram || !(event instanceof NodeEvent.MessageArrived)) {
            events.accept(event);
        }
    }

    /**
     * Returns a listener under which a message counts as told when the program has taken it, also
     * if a chat has shown it meanwhile.
     */
    private static Consumer<NodeEvent> withProgram(EventFan fan, EventSplitter events) {
        return event -> {
            fan.accept(event);
            if (event instanceof NodeEvent.MessageArrived) {
                events.accept(event);
            }
        };
    }

    private ProgramDelivery program(
            String cmd, Profile profile, MessagePrinter others, NodeOptions all) {
        return new ProgramDelivery(
                new MessageProgram(cmd, profile, environment.err()),
                new SetAside(profile.directory()),
                others,
                InstantSource.system(),
                environment.err(),
                all.call("set-aside"));
    }

    private Set<EventKind> kinds() throws CliException {
        Set<EventKind> kinds;
        try {
            kinds = EventKind.parse(events == null ? EventKind.USUAL : events);
        } catch (IllegalArgumentException e) {
            Typed right = environment.typed().replacing("--events", EventKind.USUAL);
            throw new CliException(
                    ExitCode.USAGE,
                    Failures.message(e),
                    json ? right.again() : right.with("--json"));
        }
        if (events != null && !json) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--events is for --json: listen prints messages alone for people, and tells all else on the standard error",
                    environment.typed().with("--json"));
        }
        return kinds;
    }

    private MessagePrinter.Text text(PrintStream out, ShownTimes times, NodeOptions all) {
        return new MessagePrinter.Text(
                out, environment.err(), times, ContactLines.onCommandLine(all));
    }

    private static List<String> skipped(Node node) {
        return node.plugins().stream()
                .filter(plugin -> plugin.state().isWaiting())
                .map(PluginStatus::name)
                .toList();
    }

    private static String registries(ProgramSettings settings) {
        return settings.directories(true).stream()
                .map(Address::shortForm)
                .collect(Collectors.joining(","));
    }

    private static String listening(Node node) {
        return node.self().addresses().stream()
                .map(Address::shortForm)
                .collect(Collectors.joining(","));
    }
}
