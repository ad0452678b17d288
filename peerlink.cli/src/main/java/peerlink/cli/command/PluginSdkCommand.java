package peerlink.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import peerlink.cli.local.PluginSdk;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes out the jars with which plugins are compiled and tested. They lie beside the image. */
@Command(
        name = "sdk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Write out the jars for authors of plugins.",
            "The API, the test kit, and the sources of both, for a build tool or an editor. javac --system with PeerLink's folder needs none of them."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = "  peerlink plugins sdk ~/peerlink-sdk")
final class PluginSdkCommand implements Callable<Integer> {
    private final Environment environment;
    private final PluginSdk sdk;

    @ParentCommand @Nullable PluginsCommand plugins;

    @Parameters(
            paramLabel = "FOLDER",
            description = "the folder, made if need be; files of the same names are replaced")
    Path folder = Path.of("");

    @Option(names = "--json", description = "print one JSON object with the files")
    boolean json;

    /** Taken, and not needed: a user who types them everywhere may do so here. */
    @Mixin NodeOptions options = new NodeOptions();

    PluginSdkCommand(Environment environment) {
        this(environment, PluginSdk.ofProgram());
    }

    PluginSdkCommand(Environment environment, PluginSdk sdk) {
        this.environment = environment;
        this.sdk = sdk;
    }

    @Override
    public Integer call() throws IOException, CliException {
        List<Path> copies = sdk.copyTo(folder);
        if (json || plugins != null && plugins.json) {
            environment.out().println(JsonLines.line(PluginSdk.fields(folder, copies)));
        } else {
            copies.forEach(environment.out()::println);
        }
        return ExitCode.OK;
    }
}
