package peerlink.cli.command;

import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the plugins. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the plugins, and what became of each when it was started.",
            "To install one, put its jar into plugins/ under the home folder."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink plugins", "  peerlink plugins list --profile bob"})
final class PluginsCommand extends NodeCommand {
    @Mixin NodeOptions options = new NodeOptions();

    PluginsCommand(Environment environment) {
        super(environment);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the plugins.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            optionListHeading = "%noptions:%n")
    int list(@Mixin NodeOptions more) throws Exception {
        return print(given(more.or(options)));
    }

    @Override
    public Integer call() throws Exception {
        return print(given(options));
    }

    private int print(NodeOptions all) throws Exception {
        NodeAssembly assembly = NodeAssembly.of(all, environment);
        try (Node node = assembly.visitorWithPlugins().start()) {
            if (node.plugins().isEmpty()) {
                environment
                        .err()
                        .println(
                                "no plugins; put a jar into "
                                        + assembly.settings().profile().plugins());
            }
            node.plugins().forEach(plugin -> environment.out().println(PeerRows.row(plugin)));
        }
        return ExitCode.OK;
    }
}
