package peerlink.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes out the jars with which plugins are compiled and tested. They lie beside the image. */
@Command(
        name = "sdk",
        mixinStandardHelpOptions = true,
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
    private final Path jars;

    @Parameters(
            paramLabel = "FOLDER",
            description = "the folder, made if need be; files of the same names are replaced")
    Path folder = Path.of("");

    /** Taken, and not needed: a user who types them everywhere may do so here. */
    @Mixin NodeOptions options = new NodeOptions();

    PluginSdkCommand(Environment environment) {
        this(environment, Path.of(System.getProperty("java.home", "."), "sdk"));
    }

    /**
     * @param jars the folder that has the jars
     */
    PluginSdkCommand(Environment environment, Path jars) {
        this.environment = environment;
        this.jars = jars;
    }

    @Override
    public Integer call() throws IOException, CliException {
        if (!Files.isDirectory(jars)) {
            throw new CliException(
                    ExitCode.ERROR,
                    "no jars for authors of plugins: %s is missing".formatted(jars),
                    "");
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(jars)) {
            all = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path jar : all) {
            // a folder of its own has the sources: the others are a module path
            Path copy = folder.resolve(jars.relativize(jar).toString());
            Files.createDirectories(copy.toAbsolutePath().getParent());
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            environment.out().println(copy);
        }
        return ExitCode.OK;
    }
}
