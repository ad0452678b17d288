package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.api.Printable;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.PluginRows;
import peerlink.core.PluginControl;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.model.PluginUnchangedException;

/** Lists and changes plugins, and words the outcome, for the chat and for the shell. */
public final class PluginDeeds {
    private PluginDeeds() {}

    /**
     * Does what the request asks for.
     *
     * @param lines gets the lines of the output
     */
    static Outcome perform(
            PluginControl control, LocalRequest.Plugins request, Consumer<String> lines) {
        try {
            Optional<String> failure =
                    tell(control, request.deed(), request.words(), request.json(), lines);
            return failure.map(reason -> new Outcome(ExitCode.ERROR, reason, ""))
                    .orElse(Outcome.done(""));
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
     * @return the reason if a plugin that was to run has failed
     * @throws PluginUnchangedException if a plugin is not there, or can't be changed so
     */
    public static Optional<String> tell(
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
            return Optional.empty();
        }
        Optional<String> failure = Optional.empty();
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
            boolean isStarted = deed != PluginDeed.INFO && deed != PluginDeed.DISABLE;
            boolean hasFailed = isStarted && status.state() == State.FAILED;
            if (json && deed == PluginDeed.INFO) {
                lines.accept(JsonLines.line(PluginRows.fields(status, control.settings(word))));
            } else if (json) {
                lines.accept(JsonLines.line(PluginRows.fields(status)));
            } else if (!hasFailed) {
                lines.accept(
                        deed == PluginDeed.INFO || deed == PluginDeed.INSTALL
                                ? PluginRows.info(status)
                                : PluginRows.sentence(status));
                if (deed == PluginDeed.INFO) {
                    PluginRows.settings(status, control.settings(word)).forEach(lines);
                }
            }
            if (hasFailed) {
                failure = Optional.of(PluginRows.sentence(status));
            }
        }
        return failure;
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
