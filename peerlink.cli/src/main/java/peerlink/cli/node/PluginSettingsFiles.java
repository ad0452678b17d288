package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.core.model.PluginSettingsSource;

/**
 * Reads the settings of plugins again when the user's or the machine's {@code config.toml} has
 * changed and was left alone for a look. Those of {@code lan} stay as they were at the start, as
 * they depend on other settings.
 */
public final class PluginSettingsFiles implements PluginSettingsSource {
    private final Path own;
    private final Path system;
    private final Map<String, Map<String, String>> atStart;
    private String read;
    private String seen;

    /** Returns the files of these settings. */
    public static PluginSettingsFiles of(ProgramSettings settings) {
        return new PluginSettingsFiles(
                settings.profile().configFile(), settings.systemConfig(), settings.plugins());
    }

    /**
     * @param own the file of the profile, whose sections take the place of the machine's
     * @param atStart the settings that were read from both
     */
    PluginSettingsFiles(Path own, Path system, Map<String, Map<String, String>> atStart) {
        this.own = own;
        this.system = system;
        this.atStart = Map.copyOf(atStart);
        this.read = stamp();
        this.seen = read;
    }

    @Override
    public Optional<Map<String, Map<String, String>>> changed() throws IOException {
        String now = stamp();
        boolean isQuiet = now.equals(seen);
        seen = now;
        if (!isQuiet || now.equals(read)) {
            return Optional.empty();
        }
        read = now;
        try {
            Map<String, Map<String, String>> all = new HashMap<>(ConfigFile.read(system).plugins());
            all.putAll(ConfigFile.read(own).plugins());
            all.remove(LocalNetwork.NAME);
            Map<String, String> lan = atStart.get(LocalNetwork.NAME);
            if (lan != null) {
                all.put(LocalNetwork.NAME, lan);
            }
            return Optional.of(all);
        } catch (CliException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String place(String plugin, String key) {
        try {
            Map<String, String> section = ConfigFile.read(own).plugins().get(plugin);
            Path file = section == null ? system : own;
            Map<String, String> found =
                    section == null ? ConfigFile.read(system).plugins().get(plugin) : section;
            return found == null || !found.containsKey(key)
                    ? "" // a variable's, or one that PeerLink itself has set
                    : Printable.line(file.toString());
        } catch (CliException e) {
            return ""; // the file is being changed
        }
    }

    /** Returns a text that another content of one of the files does not have. */
    private String stamp() {
        StringBuilder stamp = new StringBuilder();
        for (Path file : List.of(own, system)) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.append(now.lastModifiedTime()).append(' ').append(now.size()).append(' ');
                stamp.append(now.fileKey()).append('\n');
            } catch (IOException e) {
                stamp.append("none\n");
            }
        }
        return stamp.toString();
    }
}
