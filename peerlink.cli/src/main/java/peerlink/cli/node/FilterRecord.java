package peerlink.cli.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import peerlink.core.Node;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.profile.PrivateFiles;

/**
 * Remembers which of the user's plugins have run without a filter of messages, in a file of the
 * profile. A command that sends need not start these. The first line is the {@link PluginFileMark}
 * of the plugins of then; each further one is a name.
 */
public final class FilterRecord {
    static final String FILE = "plugin-filters";

    private static final System.Logger LOG = System.getLogger(FilterRecord.class.getName());
    private static final int MAX_FILE = 1 << 16;

    private FilterRecord() {}

    /**
     * Returns the plugins that a command which sends has to start, as they may filter messages;
     * empty if the user has no plugins.
     *
     * @param profile the profile's folder
     */
    static Optional<Predicate<String>> mayFilter(PluginFolders folders, Path profile) {
        Path own = folders.user().filter(PluginFileMark::hasPlugins).orElse(null);
        if (own == null) {
            return Optional.empty();
        }
        Path file = profile.resolve(FILE);
        try {
            if (Files.exists(file) && Files.size(file) <= MAX_FILE) {
                List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
                if (!lines.isEmpty()
                        && lines.getFirst().equals(PluginFileMark.of(List.of(own), profile))) {
                    Set<String> without = new HashSet<>(lines);
                    return Optional.of(name -> !without.contains(name));
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "which plugins filter messages is not known", e);
        }
        return Optional.of(_ -> true);
    }

    /**
     * Notes the plugins that a node has started and that have no filter, if it starts plugins.
     *
     * @param profile the profile's folder
     */
    public static void keep(Path profile, Node node) {
        Path own = node.userPluginFolder().filter(PluginFileMark::hasPlugins).orElse(null);
        if (own == null) {
            return;
        }
        Set<String> filtering = node.filteringPlugins();
        List<String> lines = new ArrayList<>();
        lines.add(PluginFileMark.of(List.of(own), profile));
        node.plugins().stream()
                .filter(plugin -> plugin.state() == State.STARTED && !plugin.isTrusted())
                .map(PluginStatus::name)
                .filter(name -> !filtering.contains(name))
                .forEach(lines::add);
        try {
            PrivateFiles.writeNote(profile.resolve(FILE), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            // the next command that sends starts more plugins than it needs
            LOG.log(Level.WARNING, "the plugins that filter messages can't be noted", e);
        }
    }
}
