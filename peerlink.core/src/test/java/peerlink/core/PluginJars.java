package peerlink.core;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;

/** Makes real jars of small plugins: compiles and packs what a test spells out. */
final class PluginJars {
    private final Path work;
    private int count;

    PluginJars(Path work) {
        this.work = work;
    }

    /** A plugin of one class, {@code acme.NAME.Main}, whose body a test gives. */
    Path plugin(Path jar, String name, String body) throws IOException {
        return jar(
                jar,
                "1.2",
                Map.of(
                        "module-info.java",
                        """
                        module acme.%1$s {
                            requires peerlink.api;
                            provides peerlink.api.Plugin with acme.%1$s.Main;
                        }
                        """
                                .formatted(name),
                        "acme/%s/Main.java".formatted(name),
                        """
                        package acme.%s;
                        import peerlink.api.*;
                        import java.util.*;
                        public class Main implements Plugin {
                            %s
                        }
                        """
                                .formatted(name, body)));
    }

    /** Compiles the sources, by file name, against the API and further jars, and packs them. */
    Path jar(Path jar, String version, Map<String, String> sources, Path... modulePath)
            throws IOException {
        return jar(api(), jar, version, sources, modulePath);
    }

    /** Compiles the sources against another API than the one that these tests are run of. */
    Path jarAgainst(Path api, Path jar, Map<String, String> sources) throws IOException {
        return jar(api, jar, "", sources);
    }

    private Path jar(
            Path api, Path jar, String version, Map<String, String> sources, Path... modulePath)
            throws IOException {
        Path directory = Files.createDirectories(work.resolve("build-" + count++));
        Path classes = directory.resolve("classes");
        List<String> files = new ArrayList<>();
        for (Map.Entry<String, String> source : new LinkedHashMap<>(sources).entrySet()) {
            Path file = directory.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            files.add(file.toString());
        }
        List<String> path = new ArrayList<>();
        path.add(api.toString());
        Arrays.stream(modulePath).map(Path::toString).forEach(path::add);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "--module-path",
                                String.join(java.io.File.pathSeparator, path)));
        arguments.addAll(files);
        run("javac", arguments);
        return pack(jar, version, classes);
    }

    /** Packs classes that are there. */
    Path pack(Path jar, String version, Path classes) throws IOException {
        Files.createDirectories(jar.getParent());
        List<String> arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
        if (!version.isEmpty()) {
            arguments.addAll(List.of("--module-version", version));
        }
        arguments.addAll(List.of("-C", classes.toString(), "."));
        run("jar", arguments);
        return jar;
    }

    /** Where the API lies of which these tests are run. */
    static Path api() {
        return Path.of(
                ModuleLayer.boot()
                        .configuration()
                        .findModule("peerlink.api")
                        .orElseThrow()
                        .reference()
                        .location()
                        .orElseThrow());
    }

    private static void run(String tool, List<String> arguments) {
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int result =
                ToolProvider.findFirst(tool)
                        .orElseThrow()
                        .run(printer, printer, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError(tool + ": " + output);
        }
    }
}
