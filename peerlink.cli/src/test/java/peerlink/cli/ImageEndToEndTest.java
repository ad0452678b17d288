package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** The image as it is linked: it starts from anywhere, and everything is in it. */
class ImageEndToEndTest {
    private static final Map<String, String> NO_SETTINGS = Map.of();

    @TempDir private Path folder;

    @Test
    void startsFromAFolderWithSpacesAndThroughSymlinks() throws Exception {
        Path copy = folder.resolve("a folder with spaces");
        copy(Program.image(), copy);
        Path absolute =
                Files.createSymbolicLink(folder.resolve("first"), copy.resolve("bin", "peerlink"));
        Path relative = Files.createSymbolicLink(folder.resolve("second"), absolute.getFileName());

        Program.Result result = Program.run(NO_SETTINGS, relative, "--version");

        assertEquals(new Program.Result(0, "peerlink 0.1.0\n", ""), result);
    }

    @Test
    void startsOnATerminal() throws Exception {
        try (Screen screen = Screen.start(80, 24, NO_SETTINGS, Program.launcher(), "--version")) {
            screen.waitFor("peerlink 0.1.0");
            assertEquals(0, screen.waitForExit());
        }
    }

    @Test
    void hintsWorkWhenTheyAreCopied() throws Exception {
        String launcher = Program.launcher().toString();
        Program.Result result = Program.run(Map.of(), Program.launcher(), "sned", "bob", "hi");
        assertEquals("hint: " + launcher + " send bob hi", result.err().lines().toList().get(1));

        Path link = Files.createSymbolicLink(folder.resolve("peerlink"), Program.launcher());
        result =
                Program.run(
                        Map.of("PATH", folder + ":" + System.getenv("PATH")),
                        link,
                        "sned",
                        "bob",
                        "hi");
        assertEquals("hint: peerlink send bob hi", result.err().lines().toList().get(1));
    }

    @Test
    void hasTheModulesThatOnlyTheServiceLoaderFindsAndTheLicenceOfEach() throws Exception {
        Program.Result result =
                Program.run(NO_SETTINGS, Program.image().resolve("bin", "java"), "--list-modules");

        List<String> names = result.out().lines().map(line -> line.split("[@ ]")[0]).toList();
        assertTrue(
                names.containsAll(List.of("peerlink.transport.tls", "org.jline.terminal.jni")),
                () -> "only " + names);
        for (String name : names) {
            if (!name.startsWith("peerlink.")) {
                Path licences = Program.image().resolve("legal", name);
                assertTrue(Files.isDirectory(licences), () -> "no licence of " + name);
            }
        }
    }

    @Test
    void resolvesTheModulesThatPluginsCommonlyNeed() throws Exception {
        Program.Result result =
                Program.run(
                        Map.of("PEERLINK_JAVA_OPTS", "--show-module-resolution"),
                        Program.launcher(),
                        "--version");

        List<String> lines = result.out().lines().toList();
        for (String module : List.of("java.net.http", "java.sql", "java.xml", "jdk.httpserver")) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.startsWith("root " + module + " ")),
                    () -> "not a root: " + module);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "C.UTF-8"})
    void readsArgumentsAsUtf8WhereNoLocaleIsSet(String locale) throws Exception {
        Map<String, String> environment =
                Map.of(
                        "LC_ALL", locale,
                        "LC_CTYPE", "",
                        "LANG", "",
                        "PEERLINK_JAVA_OPTS", "-XshowSettings:properties");

        Program.Result result = Program.run(environment, Program.launcher(), "--version");

        String settings = result.out() + result.err();
        assertTrue(settings.contains("sun.jnu.encoding = UTF-8"), settings);
        assertTrue(settings.contains("stdout.encoding = UTF-8"), settings);
    }

    /** The JVM would otherwise start without a cache that does not fit its options, only slower. */
    @ParameterizedTest
    @ValueSource(strings = {"id", "chat", "registry", "relay", "listen"})
    void itsStartUpCacheFitsTheOptionsOfEveryCommand(String command) throws Exception {
        Program.Result result =
                Program.run(
                        Map.of("PEERLINK_JAVA_OPTS", "-XX:AOTMode=on"),
                        Program.launcher(),
                        command,
                        "--help");

        assertNotEquals(1, result.status(), () -> result.toString());
    }

    @Test
    void bringsItsPlugins() {
        for (String plugin : List.of("history.jar", "files.jar")) {
            assertTrue(Files.exists(Program.image().resolve("plugins", plugin)), plugin);
        }
    }

    /**
     * The driver's module has SQLite for twenty platforms, and would copy it to the temporary
     * folder at every start.
     */
    @Test
    void bringsSqliteForItsOwnPlatformOutsideOfItsModule() throws Exception {
        try (Stream<Path> files = Files.list(Program.image().resolve("lib"))) {
            assertEquals(
                    List.of(System.mapLibraryName("sqlitejdbc")),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("sqlitejdbc"))
                            .toList());
        }
        Program.Result result =
                Program.run(
                        NO_SETTINGS,
                        Path.of(System.getProperty("java.home"), "bin", "jimage"),
                        "list",
                        Program.image().resolve("lib", "modules").toString());
        List<String> lines = result.out().lines().map(String::strip).toList();
        assertTrue(lines.contains("Module: org.xerial.sqlitejdbc"), result.err());
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains("sqlitejdbc.") && !line.contains("Module: "))
                        .toList());
    }

    @Test
    void aCommandThatSendsNothingDoesNotLoadSqlite() throws Exception {
        Path log = folder.resolve("classes");
        Program.Result result =
                Program.run(
                        Map.of("PEERLINK_JAVA_OPTS", "-Xlog:class+load:file=" + log),
                        Program.launcher(),
                        "id",
                        "--json",
                        "--home",
                        folder.toString());
        assertEquals(0, result.status(), result.err());
        String classes = Files.readString(log);
        assertTrue(classes.contains(" peerlink.core.identity.IdentityStore "), classes);
        // classes of the start-up cache are linked, not initialised, and cost nothing
        assertEquals(
                List.of(),
                classes.lines()
                        .filter(line -> line.contains(" org.sqlite."))
                        .filter(line -> !line.contains("source: shared objects file"))
                        .toList());
    }

    /**
     * A class that is not in the cache is read, verified and linked at each start. Most of the
     * others are made at run time: annotations, and switches over kinds of objects.
     */
    @ParameterizedTest
    @CsvSource({"--version, 60", "id, 110", "contacts, 110", "outbox, 130", "history, 180"})
    void fewClassesComeFromOutsideOfTheStartUpCache(String command, int most) throws Exception {
        List<String> others = outside(log -> run(log, command));
        assertTrue(others.size() <= most, () -> others.size() + ": " + others);
    }

    @Test
    void theChatNeedsNoFunctionsThatAreMadeAtRunTime() throws Exception {
        List<String> others =
                outside(
                        log -> {
                            try (Screen screen =
                                    Screen.start(
                                            100,
                                            30,
                                            environment(log),
                                            Program.launcher(),
                                            "--profile",
                                            "alice")) {
                                screen.waitFor("/help ");
                                screen.press("C-d");
                                assertEquals(0, screen.waitForExit());
                            }
                        });
        assertEquals(
                List.of(), others.stream().filter(name -> name.contains(".foreign.")).toList());
        assertTrue(others.size() <= 230, () -> others.size() + ": " + others);
    }

    private interface Run {
        void run(Path log) throws Exception;
    }

    private void run(Path log, String command) throws Exception {
        Program.Result result = Program.run(environment(log), Program.launcher(), command);
        assertEquals(0, result.status(), result::toString);
    }

    private Map<String, String> environment(Path log) {
        Map<String, String> environment = new HashMap<>(Machine.in(folder).environment());
        environment.put("PEERLINK_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        return environment;
    }

    /** Returns the classes that a run has not taken from the cache. */
    private List<String> outside(Run run) throws Exception {
        Path log = folder.resolve("loaded");
        run.run(log);
        return Files.readString(log)
                .lines()
                .filter(line -> line.contains(" source: "))
                .filter(line -> !line.contains("source: shared objects file"))
                .map(line -> line.replaceAll("^\\[.*\\] | source: .*", ""))
                .toList();
    }

    private static void copy(Path source, Path target) throws Exception {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }
}
