package peerlink.cli.demo;

import java.util.concurrent.Callable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows PeerLink at work. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show it work: a registry and two peers in one process, over TLS sockets on loopback.",
            "Exits 0 only if all of it happened."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink demo", "  peerlink demo --json"})
public final class DemoCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    public DemoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Transcript transcript =
                json
                        ? new Transcript.Json(new JsonLines(environment.out()))
                        : new Transcript.Text(environment.out());
        try {
            new Demo(transcript).run();
            return ExitCode.OK;
        } catch (Demo.MissingException e) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the demo is incomplete: " + e.getMessage(),
                    ProgramName.call("demo --json"));
        }
    }
}
