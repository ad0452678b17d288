import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lays the licence of each library into the image. It comes from the library's jar, or from a
 * folder with those that jars lack: there a folder is named after a module, or after the part that
 * the names of several begin with.
 *
 * <p>Usage: {@code java Licences.java MODULES LACKING IMAGE/legal}. Fails if a module has none.
 */
final class Licences {
    private static final Pattern LICENCE =
            Pattern.compile("META-INF/(maven/[^/]+/[^/]+/)?([^/]*(LICENSE|NOTICE)[^/]*)");

    private Licences() {}

    public static void main(String[] args) throws IOException {
        Path lacking = Path.of(args[1]);
        Path legal = Path.of(args[2]);
        for (ModuleReference module : ModuleFinder.of(Path.of(args[0])).findAll()) {
            String name = module.descriptor().name();
            if (!name.startsWith("peerlink.") && !copyFromJar(module, legal.resolve(name))) {
                copy(folderOf(name, lacking), legal.resolve(name));
            }
        }
    }

    private static boolean copyFromJar(ModuleReference module, Path target) throws IOException {
        try (ModuleReader reader = module.open()) {
            List<String> found =
                    reader.list().filter(entry -> LICENCE.matcher(entry).matches()).toList();
            for (String entry : found) {
                Files.createDirectories(target);
                Path file = target.resolve(entry.substring(entry.lastIndexOf('/') + 1));
                try (InputStream text = reader.open(entry).orElseThrow()) {
                    Files.copy(text, file);
                }
            }
            return !found.isEmpty();
        }
    }

    private static Path folderOf(String module, Path lacking) {
        for (String name = module; ; name = name.substring(0, name.lastIndexOf('.'))) {
            if (Files.isDirectory(lacking.resolve(name))) {
                return lacking.resolve(name);
            }
            if (name.indexOf('.') < 0) {
                throw new IllegalStateException(
                        "the jar of " + module + " has no licence: put it into " + lacking.resolve(module));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
