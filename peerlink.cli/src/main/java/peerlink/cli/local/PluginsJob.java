package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.api.Printable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.PluginRows;
import peerlink.core.InstalledPlugins;
import peerlink.core.PluginControl;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.model.PluginUnchangedException;

/**
 * Lists and changes plugins for the chat and for a command of the shell: there by the process that
 * has the profile, if one runs, else without starting anything.
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
                InstalledPlugins.open(settings.pluginFolders(), profile, InstantSource.system())) {
            PluginControl control = plugins.control();
            if (request.deed() == PluginDeed.LIST && !request.json() && control.all().isEmpty()) {
                environment
                        .err()
                        .println("no plugins; put a jar into " + settings.profile().plugins());
            }
            return perform(control, request, lines).told(environment.err(), true);
        }
    }

    /**
     * Does what the request asks for.
     *
     * @param lines gets the lines of the output
     */
    static Outcome perform(
            PluginControl control, LocalRequest.Plugins request, Consumer<String> lines) {
        try {
            tell(control, request.deed(), request.words(), request.json(), lines);
            return Outcome.done("");
        } catch (PluginUnchangedException e) {
            return new Outcome(
                    ExitCode.ERROR,
                    String.valueOf(e.getMessage()),
                    request.given().call("plugins"));
        } catch (IOException e) {
            return Outcome.failed(e);
        }
    }

    /**
     * Does one thing about plugins, and tells of the outcome.
     *
     * @param words the names of plugins, or the file to install; all plugins if there are none
     * @param json whether the lines are for programs
     * @throws PluginUnchangedException if a plugin is not there, can't be changed so, or has failed
     */
    public static void tell(
            PluginControl control,
            PluginDeed deed,
            List<String> words,
            boolean json,
            Consumer<String> lines)
            throws IOException {
        if (deed == PluginDeed.LIST) {
            control.all()
                    .forEach(
                            plugin ->
                                    lines.accept(
                                            json
                                                    ? JsonLines.line(PluginRows.fields(plugin))
                                                    : PluginRows.row(plugin)));
            return;
        }
        for (String word : words) {
            if (deed == PluginDeed.REMOVE) {
                Path removed = control.remove(word);
                lines.accept(
                        json
                                ? JsonLines.line(Map.of("removed", removed))
                                : "removed " + Printable.line(removed.toString()));
                continue;
            }
            PluginStatus status = done(control, deed, word);
            if (json) {
                lines.accept(JsonLines.line(PluginRows.fields(status)));
            } else {
                lines.accept(
                        deed == PluginDeed.INFO || deed == PluginDeed.INSTALL
                                ? PluginRows.info(status)
                                : PluginRows.sentence(status));
            }
            boolean isStarted = deed != PluginDeed.INFO && deed != PluginDeed.DISABLE;
            if (isStarted && status.state() == State.FAILED) {
                throw new PluginUnchangedException(PluginRows.sentence(status));
            }
        }
    }

    private static PluginStatus done(PluginControl control, PluginDeed deed, String word)
            throws IOException {
        return switch (deed) {
            case ALLOW -> {
                String[] parts = word.split("=", 2);
                yield control.allow(
                        parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
            }
            case ENABLE -> control.enable(word);
            case DISABLE -> control.disable(word);
            case RELOAD -> control.reload(word);
            case INSTALL -> control.install(Path.of(word));
            case INFO, LIST, REMOVE -> control.find(word);
        };
    }
}
