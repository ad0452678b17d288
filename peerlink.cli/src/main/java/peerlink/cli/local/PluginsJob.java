package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PluginSettingsFiles;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.core.InstalledPlugins;
import peerlink.core.PluginControl;

/**
 * Lists and changes plugins for a command of the shell: by the process that has the profile, if one
 * runs, else without starting anything.
 */
public final class PluginsJob {
    private PluginsJob() {}

    /**
     * Runs the job for a command of the shell, and returns its exit code.
     *
     * @param lines gets the lines of the output
     */
    public static int run(
            LocalRequest.Plugins request, Environment environment, Consumer<String> lines)
            throws CliException, IOException {
        NodeOptions given = request.given();
        ProgramSettings settings = ProgramSettings.resolve(given, environment);
        settings.warnings().forEach(warning -> environment.err().println("warning: " + warning));
        Path profile = settings.profile().directory();
        Optional<Outcome> asked = LocalClient.ask(profile, request, lines);
        if (asked.isPresent()) {
            return asked.get().told(environment.err(), true);
        }
        try (InstalledPlugins plugins =
                InstalledPlugins.open(
                        settings.pluginFolders(),
                        profile,
                        InstantSource.system(),
                        settings.plugins(),
                        PluginSettingsFiles.of(settings))) {
            PluginControl control = plugins.control();
            if (request.deed() == PluginDeed.LIST && !request.json() && control.all().isEmpty()) {
                environment
                        .err()
                        .println("no plugins; put a jar into " + settings.profile().plugins());
            }
            return PluginDeeds.perform(control, request, lines).told(environment.err(), true);
        }
    }
}
