package peerlink.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.NodeProcess;
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

    private static final long LOOK_AGAIN_MILLIS = 50;

    @Mixin NodeOptions options = new NodeOptions();

    StopCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        Path directory = ProgramSettings.resolve(all, environment).profile().directory();
        // before it ends: then nobody knows any more whose id it was
        OptionalLong process = NodeProcess.of(directory).id();
        LocalClient.ask(directory, new LocalRequest.Stop(all), _ -> {})
                .orElseThrow(() -> noneRuns(all))
                .told(environment.err(), false);
        if (process.isEmpty()) {
            awaitNoNode(directory);
            environment.err().println("the node, which ran in another container, has ended");
            return ExitCode.OK;
        }
        Optional<ProcessHandle> running = ProcessHandle.of(process.getAsLong());
        if (running.isPresent()) {
            try {
                running.get().onExit().get(TO_END_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw notYet("process " + process.getAsLong(), "kill " + process.getAsLong());
            }
        }
        environment.err().println("process %d has ended".formatted(process.getAsLong()));
        return ExitCode.OK;
    }

    /** Waits until nobody serves the profile: the process's id means another one here. */
    private static void awaitNoNode(Path directory) throws CliException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TO_END_SECONDS);
        while (LocalClient.isServed(directory)) {
            if (System.nanoTime() - end > 0) {
                throw notYet("the node, which runs in another container,", "");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static CliException notYet(String what, String hint) {
        return new CliException(ExitCode.ERROR, what + " was told to end, and has not yet", hint);
    }

    static CliException noneRuns(NodeOptions given) {
        return new CliException(
                ExitCode.ERROR, "no node of this profile runs", given.callOnline("daemon"));
    }
}
