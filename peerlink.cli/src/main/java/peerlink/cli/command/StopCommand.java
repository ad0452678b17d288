package peerlink.cli.command;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the node that runs, with its chats. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "End the process that runs the profile's node: the daemon, a listen, or a chat.",
            "All chats of the profile end with it, and say so. Nothing is lost."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink stop", "  peerlink stop --profile work"})
final class StopCommand extends NodeCommand {
    /** More than the node and its chats take to end. */
    private static final long TO_END_SECONDS = 20;

    @Mixin NodeOptions options = new NodeOptions();

    StopCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        Outcome outcome =
                LocalClient.ask(
                                ProgramSettings.resolve(all, environment).profile().directory(),
                                new LocalRequest.Stop(all),
                                _ -> {})
                        .orElseThrow(() -> noneRuns(all));
        outcome.told(environment.err(), false);
        long process = Long.parseLong(outcome.message());
        Optional<ProcessHandle> running = ProcessHandle.of(process);
        if (running.isPresent()) {
            try {
                running.get().onExit().get(TO_END_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new CliException(
                        ExitCode.ERROR,
                        "process %d was told to end, and has not yet".formatted(process),
                        "kill " + process);
            }
        }
        environment.err().println("process %d has ended".formatted(process));
        return ExitCode.OK;
    }

    static CliException noneRuns(NodeOptions given) {
        return new CliException(
                ExitCode.ERROR, "no node of this profile runs", given.callOnline("daemon"));
    }
}
