package peerlink.cli.command;

import java.util.List;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.Profile;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.PeerRows;
import peerlink.core.InstalledPlugins;
import peerlink.core.model.PluginStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the plugins. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the plugins, without starting any.",
            "In the chat, /plugins says what became of each when it was started. To install one, put its jar into plugins/ under the home folder."
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
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        settings.warnings().forEach(warning -> environment.err().println("warning: " + warning));
        Profile profile = settings.profile();
        List<PluginStatus> plugins =
                InstalledPlugins.list(settings.pluginFolders(), profile.directory());
        if (plugins.isEmpty()) {
            environment.err().println("no plugins; put a jar into " + profile.plugins());
        }
        plugins.forEach(plugin -> environment.out().println(PeerRows.row(plugin)));
        return ExitCode.OK;
    }
}
