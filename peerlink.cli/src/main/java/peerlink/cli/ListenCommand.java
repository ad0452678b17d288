package peerlink.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.core.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints the messages that arrive, until it is interrupted. */
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
            "  peerlink listen --json | jq -r 'select(.event==\"message\").text'"
        })
final class ListenCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Option(
            names = "--json",
            description = "print one JSON object a line, the first one an event ready")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    ListenCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = options.or(root.options);
        Assembly assembly = Assembly.of(all, environment);
        InstantSource clock = InstantSource.system();
        ShownTimes times = new ShownTimes(clock, LocalZone::now);
        EventLines notices =
                new EventLines(
                        new PlainView(environment.err()),
                        times,
                        ContactLines.onCommandLine(all),
                        all);
        notices.presence(false);
        Arrivals arrivals =
                new Arrivals(
                        json
                                ? new MessagePrinter.Json(new JsonLines(environment.out()), clock)
                                : new MessagePrinter.Text(
                                        environment.out(),
                                        environment.err(),
                                        times,
                                        ContactLines.onCommandLine(all)),
                        notices);
        Hangup.reopensLogs();
        Node node = Resident.start(assembly, "listen", all, builder -> builder.onEvent(arrivals));
        Holder holder = Holder.of(node, assembly.settings().profile().directory(), Duration.ZERO);
        Shutdown.closing("peerlink listen-shutdown", holder);
        Invites.connect(node, all.invites, environment.err());
        Arrivals.awaitDirectories(node);
        if (!json) {
            environment
                    .err()
                    .printf(
                            "listening as %s (%s) on %s; Ctrl-C ends%n",
                            node.self().name(), node.self().id().shortForm(), listening(node));
        }
        int waiting = node.requests().size();
        if (waiting > 0) {
            environment
                    .err()
                    .println(PeerRows.waiting(waiting) + ": " + all.call("contacts accept"));
        }
        arrivals.ready(node.self(), listening(node), registries(assembly.settings()));
        arrivals.awaitReaderGone();
        holder.close();
        throw new CliException(
                ExitCode.ERROR,
                "the output can't be written any more: nobody reads it, or its disk is full",
                "what was not printed comes again: " + environment.typed().again());
    }

    private static String registries(Settings settings) {
        return settings.directories(true).stream()
                .map(Address::hostAndPort)
                .collect(Collectors.joining(","));
    }

    private static String listening(Node node) {
        return node.self().addresses().stream()
                .map(Address::hostAndPort)
                .collect(Collectors.joining(","));
    }
}
