package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;

/**
 * The jars with which plugins are compiled and tested. They lie beside the image.
 *
 * @param jars the folder that has them
 */
public record PluginSdk(Path jars) {
    /** Returns that of the running program. */
    public static PluginSdk ofProgram() {
        return new PluginSdk(Path.of(System.getProperty("java.home", "."), "sdk"));
    }

    /**
     * Copies the jars into a folder, which is made if need be. Files of the same names are
     * replaced.
     *
     * @return the copies
     * @throws CliException if the program lies there without the jars
     */
    public List<Path> copyTo(Path folder) throws IOException, CliException {
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
        List<Path> copies = new ArrayList<>();
        for (Path jar : all) {
            // a folder of its own has the sources: the others are a module path
            Path copy = folder.resolve(jars.relativize(jar).toString());
            Files.createDirectories(copy.toAbsolutePath().getParent());
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            copies.add(copy);
        }
        return copies;
    }

    /** Returns what programs are told of the copies. */
    public static Map<String, @Nullable Object> fields(Path folder, List<Path> copies) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("folder", folder.toString());
        fields.put("files", copies.stream().map(Path::toString).toList());
        return fields;
    }
}
