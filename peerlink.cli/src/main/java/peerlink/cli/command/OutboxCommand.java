package peerlink.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.OutboxRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists and cancels the messages that wait for peers that are away. */
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the messages that their peers have not acknowledged, or give some of them up.",
            "They go out when the peer is there and a chat or listen of the profile runs."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink outbox",
            "  peerlink outbox --json | jq -r .messageId",
            "  peerlink outbox cancel bob"
        })
final class OutboxCommand extends NodeCommand {
    /** The time for which the command tries while processes of the profile come and go. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    OutboxCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        List<OutboxRow> rows = new ArrayList<>();
        Outcome outcome = run(new LocalRequest.Listing(all), rows::add);
        int code = outcome.told(environment.err(), false);
        JsonLines lines = new JsonLines(environment.out());
        for (OutboxRow row : rows) {
            if (json) {
                lines.print(row.fields());
            } else {
                environment.out().println(row.text() + "  " + row.messageId());
            }
        }
        if (rows.isEmpty() && !json) {
            environment.err().println(OutboxRow.count(0));
        }
        return code;
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Give up messages that wait: by their ids, or all for a peer.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int cancel(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "ID|PEER",
                            description = "a message's id, as outbox lists it, or a peer")
                    List<String> which,
            @Option(names = "--json", description = "print an object for each of them")
                    boolean asJson,
            @Mixin NodeOptions options)
            throws Exception {
        NodeOptions all = given(options.or(this.options));
        JsonLines lines = new JsonLines(environment.out());
        for (String one : which) {
            run(
                            new LocalRequest.Cancel(all, one),
                            row -> {
                                if (asJson || json) {
                                    lines.print(row.fields());
                                }
                            })
                    .told(environment.err(), true);
        }
        return ExitCode.OK;
    }

    private Outcome run(LocalRequest request, Consumer<OutboxRow> rows) throws Exception {
        NodeOptions all = request.given();
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        return new LocalClient(
                        settings.profile().directory(),
                        () ->
                                NodeAssembly.of(settings, all, environment)
                                        .keeper()
                                        .purpose("outbox"),
                        rows,
                        _ -> {})
                .run(request, PATIENCE);
    }
}
