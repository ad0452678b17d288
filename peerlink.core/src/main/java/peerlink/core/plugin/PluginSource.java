package peerlink.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A plugin on the disk: a jar, or a folder with a jar and those it needs.
 *
 * @param path the jar or folder
 */
record PluginSource(Path path) {
    private static final System.Logger LOGGER = System.getLogger(PluginSource.class.getName());

    private static final String JAR = ".jar";
    private static final int MAX_NAME = 40;

    /**
     * Returns the plugins in the folder, by name; empty if the folder isn't there. Leaves out
     * hidden entries.
     */
    static List<PluginSource> in(Path folder) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> Files.isDirectory(entry) || isJar(entry))
                    .sorted()
                    .map(PluginSource::new)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING, "can''t read plugin folder {0}: {1}", folder, e);
            return List.of();
        }
    }

    /** Copies the jars, so that replacing them does no harm to those that are open. */
    void copyTo(Path directory) throws IOException, PluginException {
        List<Path> jars = jars();
        if (jars.isEmpty()) {
            throw new PluginException("no jar in the folder");
        }
        for (Path jar : jars) {
            Files.copy(jar, directory.resolve(jar.getFileName()));
        }
    }

    /** Returns the name under which it is listed as long as its module is not known. */
    String fallbackName() {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        String stem = name.endsWith(JAR) ? name.substring(0, name.length() - JAR.length()) : name;
        String clean = stem.replaceAll("[^a-z0-9-]", "-");
        return clean.substring(0, Math.min(clean.length(), MAX_NAME));
    }

    private List<Path> jars() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(PluginSource::isJar).sorted().forEach(jars::add);
        }
        return jars;
    }

    private static boolean isJar(Path path) {
        return path.getFileName().toString().endsWith(JAR) && Files.isRegularFile(path);
    }
}
