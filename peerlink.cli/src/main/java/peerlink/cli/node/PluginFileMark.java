package peerlink.cli.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Describes plugins' files in one line, without reading them: it is another one when a file has
 * changed, or the user's agreements have.
 */
public final class PluginFileMark {
    /** The file of the agreements about plugins, in a profile's folder. */
    private static final String AGREEMENTS = "plugins.json";

    private static final System.Logger LOG = System.getLogger(PluginFileMark.class.getName());

    private PluginFileMark() {}

    /**
     * @param folders folders of plugins
     * @param profile the profile's folder
     */
    public static String of(List<Path> folders, Path profile) {
        return of(Stream.concat(folders.stream(), Stream.of(profile.resolve(AGREEMENTS))).toList());
    }

    /** Tells whether there is any plugin in a folder. */
    public static boolean hasPlugins(Path folder) {
        return !of(List.of(folder)).equals(of(List.of()));
    }

    /** Describes the jars in the folders, and in those below, by path, size and time. */
    private static String of(List<Path> folders) {
        List<String> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder, 2)) {
                files.filter(file -> file.toString().endsWith(".jar") || file.endsWith(AGREEMENTS))
                        .sorted()
                        .map(PluginFileMark::state)
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException e) {
                LOG.log(Level.DEBUG, () -> "not a folder of plugins: " + folder, e);
            }
        }
        return "# %d jars, %08x".formatted(found.size(), found.hashCode());
    }

    private static String state(Path jar) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            return jar + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return jar + " " + e.getClass().getSimpleName();
        }
    }
}
