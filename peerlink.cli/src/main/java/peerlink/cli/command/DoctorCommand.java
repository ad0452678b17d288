package peerlink.cli.command;

import peerlink.cli.local.DoctorJob;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks for the reason why peers can't be reached, or can't reach this one. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Look for what keeps peers from reaching this one.",
            "Examines interfaces, addresses, registries, router, port, IPv6, clock, relays and the",
            "local network. Each line has a verdict (ok, warn, fail, unknown) and, where something is",
            "to be mended, a remedy. Exits 1 if anything fails.",
            "A chat or listen of the profile is asked, if one runs."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink doctor",
            "  peerlink doctor --json | jq -r 'select(.verdict != \"ok\") | .remedy'"
        })
final class DoctorCommand extends NodeCommand {
    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    DoctorCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        return DoctorJob.run(
                new LocalRequest.Doctor(given(options), json), environment, this::print);
    }

    private void print(String line) {
        if (json) {
            environment.out().println(line);
        } else {
            TerminalStyle.print(environment, Line.plain(line));
        }
    }
}
