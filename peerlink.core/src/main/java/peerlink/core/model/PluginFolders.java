package peerlink.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of plugins. Of two plugins with one name, the one in the earlier folder counts, and
 * the user's folder is the first.
 *
 * @param user the folder of the user's plugins, each of which runs once the user has agreed to it;
 *     watched while a full node runs, and need not exist
 * @param trusted further folders, whose plugins run unasked, such as those that come with the
 *     program
 * @param allowed plugins that may run although the profile has no agreement about them: the
 *     SHA-256 of each, 64 hexadecimal digits, by its name
 */
public record PluginFolders(Optional<Path> user, List<Path> trusted, Map<String, String> allowed) {
    public static final PluginFolders NONE =
            new PluginFolders(Optional.empty(), List.of(), Map.of());

    public PluginFolders {
        trusted = List.copyOf(trusted);
        allowed = Map.copyOf(allowed);
    }

    /** Returns folders whose plugins run unasked. */
    public static PluginFolders trusted(List<Path> folders) {
        return new PluginFolders(Optional.empty(), folders, Map.of());
    }

    /** Returns all folders in their order. */
    public List<Path> all() {
        return Stream.concat(user.stream(), trusted.stream()).toList();
    }
}
