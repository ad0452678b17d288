package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.cli.fixture.Surroundings;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs the image's launcher with a JVM and a system's {@code locale} that only print their
 * arguments.
 */
@Timeout(60)
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "it is a shell script")
class LauncherTest {
    private static final String JVM =
            """
            #!/bin/sh
            echo "LC_ALL=$LC_ALL"
            echo "others=${JAVA_TOOL_OPTIONS-}${JDK_JAVA_OPTIONS-}${_JAVA_OPTIONS-}${CLASSPATH-}"
            for option; do
              case $option in
                -Duser.home=*) echo "home=${option#*=}" ;;
                -XX:* | -Xm*) echo "$option" ;;
                "-Dlibrary.jline.path=$EXPECTED/lib" | "-Dorg.sqlite.lib.path=$EXPECTED/lib") echo "own library" ;;
              esac
            done
            """;

    @TempDir private Path folder;
    private Path runtime;
    private Path launcher;

    private record Result(int status, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        // a path that breaks a careless script
        runtime = folder.toRealPath().resolve("grün und $HOME");
        Path bin = Files.createDirectories(runtime.resolve("bin"));
        launcher = bin.resolve("peerlink");
        Files.copy(Path.of("src", "image", "peerlink"), launcher);
        executable(launcher, Files.readString(launcher));
        executable(bin.resolve("java"), JVM);
    }

    /**
     * The encoding is the one that a system reports for the locale; {@code none} stands for a
     * system without the command.
     */
    @ParameterizedTest(name = "{0}, which is {1}: {2}")
    @CsvSource(
            textBlock =
                    """
                    LANG=,                               ANSI_X3.4-1968, C.UTF-8
                    LANG=C,                              ANSI_X3.4-1968, C.UTF-8
                    LC_ALL=POSIX LANG=de_DE.ISO-8859-1,  ANSI_X3.4-1968, C.UTF-8
                    LANG=C.UTF-8,                        UTF-8,          C.UTF-8
                    LANG=C.UTF-8 LC_TIME=de_DE.UTF-8,    UTF-8,          C.UTF-8
                    LC_CTYPE=C.UTF-8 LANG=xx_YY,         UTF-8,          C.UTF-8
                    LC_CTYPE=C LANG=en_US.UTF-8,         ANSI_X3.4-1968, C.UTF-8
                    LANG=en_US.UTF-8,                    ANSI_X3.4-1968, C.UTF-8
                    LANG=de_DE.utf8,                     ANSI_X3.4-1968, C.UTF-8
                    LC_CTYPE=UTF-8,                      US-ASCII,       C.UTF-8
                    LANG=xx_YY,                          ANSI_X3.4-1968, C.UTF-8
                    LANG=xx_YY,                          none,           C.UTF-8
                    LC_ALL=de_DE@euro LANG=en_US.UTF-8,  ISO-8859-15,    de_DE@euro
                    LC_CTYPE=ja_JP.eucJP,                EUC-JP,         ja_JP.eucJP
                    LANG=en_US,                          UTF-8,          en_US
                    """)
    void readsTextAsWhatTheLocaleIsAndAsUtf8WhereItIsNotInstalled(
            String set, String encoding, String expected) throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        executable(tools.resolve("readlink"), "#!/bin/sh\nexec " + found("readlink") + " \"$@\"\n");
        if (!encoding.equals("none")) {
            executable(tools.resolve("locale"), "#!/bin/sh\necho " + encoding + "\n");
        }
        Map<String, String> environment = new HashMap<>(Map.of("PATH", tools.toString()));
        for (String assignment : set.split(" ")) {
            String[] parts = assignment.split("=", -1);
            environment.put(parts[0], parts[1]);
        }
        Result result = run(environment, launcher.toString());
        assertTrue(result.out.contains("LC_ALL=" + expected + "\n"), result::toString);
        assertEquals("", result.err);
    }

    @ParameterizedTest(name = "HOME={0}")
    @CsvSource({"/x, home=/x", "x,", "'',"})
    void theHomeIsThatOfTheVariableIfItIsAnAbsolutePath(String home, String expected)
            throws Exception {
        Result result = run(Map.of("HOME", home), launcher.toString());
        assertEquals(
                expected,
                result.out
                        .lines()
                        .filter(line -> line.startsWith("home="))
                        .findFirst()
                        .orElse(null),
                result::toString);
    }

    @Test
    void librariesAreTheImagesOwnAndOptionsOfOtherJavaProgramsAreNotForIt() throws Exception {
        Result result =
                run(
                        Map.of(
                                "JAVA_TOOL_OPTIONS", "-Xmx1g",
                                "JDK_JAVA_OPTIONS", "-Xmx1g",
                                "CLASSPATH", "x.jar",
                                "EXPECTED", runtime.toString()),
                        launcher.toString());
        assertEquals(2, result.out.lines().filter("own library"::equals).count(), result::toString);
        assertTrue(result.out.contains("others=\n"), result::toString);
    }

    /** A short command is one that the first compiler alone starts fastest. */
    @ParameterizedTest(name = "peerlink {0}")
    @CsvSource({
        "'', false",
        "--profile id, false",
        "--profile=id --name send, false",
        "listen --json, false",
        "registry --help, false",
        "id, true",
        "--profile x id, true",
        "--home=/x --registry h:1 contacts trust bob, true",
        "why bob, true",
        "--help, true",
        "--profile x -V, true"
    })
    void theCommandIsKnownWhereverItStands(String line, boolean isShort) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(line.isEmpty() ? List.of() : List.of(line.split(" ")));
        Result result = run(Map.of(), command.toArray(String[]::new));
        assertEquals(isShort, result.out.contains("-XX:TieredStopAtLevel=1\n"), result::toString);
    }

    /** A node that stays is compiled in small pieces; a registry has the collector of servers. */
    @ParameterizedTest(name = "peerlink {0}")
    @CsvSource({
        "'', -XX:FreqInlineSize=100",
        "listen --json, -XX:FreqInlineSize=100",
        "--profile x daemon, -XX:FreqInlineSize=100",
        "rpc, -XX:FreqInlineSize=100",
        "--home /x send bob hi, -XX:TieredStopAtLevel=1",
        "registry --listen :1, -XX:G1PeriodicGCInterval=60000",
        "relay, -XX:G1PeriodicGCInterval=60000"
    })
    void eachKindOfRunHasItsCompilersAndItsCollector(String line, String expected)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(line.isEmpty() ? List.of() : List.of(line.split(" ")));
        Result result = run(Map.of(), command.toArray(String[]::new));
        List<String> options =
                List.of(
                        "-XX:FreqInlineSize=100",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:G1PeriodicGCInterval=60000");
        assertEquals(
                expected,
                result.out.lines().filter(options::contains).collect(Collectors.joining(" ")),
                result::toString);
    }

    @Test
    void theUsersCollectorIsTheOnlyOneAndHasItsOwnHeap() throws Exception {
        for (String command : List.of("id", "listen", "registry")) {
            Result result =
                    run(
                            Map.of("PEERLINK_JAVA_OPTS", "-Xmx1g -XX:+UseZGC"),
                            launcher.toString(),
                            command);
            assertTrue(result.out.contains("-XX:+UseZGC\n"), result::toString);
            for (String ours : List.of("-XX:+UseSerialGC", "-Xmn", "-Xms", "G1")) {
                assertFalse(result.out.contains(ours), result::toString);
            }
        }
    }

    @Test
    void aHeapOfTheUsersHasNoFirstSizeThatMayBeLarger() throws Exception {
        for (String command : List.of("id", "listen", "registry")) {
            Result result =
                    run(Map.of("PEERLINK_JAVA_OPTS", "-Xmx12m"), launcher.toString(), command);
            assertTrue(result.out.contains("-Xmx12m\n"), result::toString);
            assertFalse(result.out.contains("-Xms"), result::toString);
            assertFalse(result.out.contains("-Xmn"), result::toString);
        }
    }

    @Test
    void everyOptionWhoseValueIsAWordOfItsOwnIsSkipped() throws Exception {
        String script = Files.readString(launcher);
        for (OptionSpec option :
                Main.commandLine(new Surroundings(folder).environment())
                        .getCommandSpec()
                        .options()) {
            if (option.arity().max() > 0) {
                assertTrue(
                        script.matches("(?s).* \\Q" + option.longestName() + "\\E[ )].*"),
                        () -> "the launcher takes the value of " + option + " for the command");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<&-,  'cat; echo ended', ended",
        ">&-,  'echo data || echo refused >&2', refused",
        "2>&-, 'echo notice >&2; echo went on', went on"
    })
    void aStreamThatIsClosedIsNotTakenForTheNextFile(String closed, String jvm, String expected)
            throws Exception {
        executable(launcher.resolveSibling("java"), "#!/bin/sh\nexec 2>&2\n" + jvm + "\n");
        Result result =
                run(Map.of("LAUNCHER", launcher.toString()), "sh", "-c", "\"$LAUNCHER\" " + closed);
        assertTrue((result.out + result.err).contains(expected), result::toString);
    }

    @Test
    void aFolderThatIsGoneIsToldInOneLine() throws Exception {
        Result result =
                run(
                        Map.of("LAUNCHER", launcher.toString(), "GONE", folder + "/gone"),
                        "sh",
                        "-c",
                        "mkdir \"$GONE\" && cd \"$GONE\" && rmdir \"$GONE\" && exec \"$LAUNCHER\" id");
        assertEquals(1, result.status, result::toString);
        List<String> own =
                result.err.lines().filter(line -> !line.contains("getcwd")).toList(); // the shell's
        assertEquals(
                List.of("peerlink: the folder that it was started in is gone", "hint: cd /"), own);
    }

    /**
     * The test tries the hint, which has to let the program start. A limit that only the system's
     * administrator may raise has none.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ulimit -S -n 12              | 12   | ulimit -n 1024
                    ulimit -S -n 63              | 63   | ulimit -n 1024
                    ulimit -S -n 12; ulimit -H -n 100 | 12 | ulimit -n 100
                    ulimit -n 12                 | 12   | this shell may not raise its limit: open another terminal
                    """)
    void tooFewFilesAreToldInOneLine(String limits, String few, String hint) throws Exception {
        Map<String, String> environment = Map.of("LAUNCHER", launcher.toString());
        Result result = run(environment, "sh", "-c", limits + "; \"$LAUNCHER\" --help");
        assertEquals(1, result.status, result::toString);
        assertEquals(
                List.of("peerlink: too few files may be open at once: " + few, "hint: " + hint),
                result.err.lines().toList());
        if (hint.startsWith("ulimit")) {
            Result hinted =
                    run(environment, "sh", "-c", limits + "; " + hint + "; \"$LAUNCHER\" --help");
            assertTrue(hinted.out.contains("LC_ALL="), hinted::toString);
        }
    }

    @Test
    void enoughFilesAreEnough() throws Exception {
        for (String limit : List.of("64", "1024")) {
            Result result =
                    run(
                            Map.of("LAUNCHER", launcher.toString()),
                            "sh",
                            "-c",
                            "ulimit -S -n " + limit + "; \"$LAUNCHER\" --help");
            assertEquals(0, result.status, result::toString);
        }
    }

    private static Path found(String tool) {
        for (String place : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(place, tool))) {
                return Path.of(place, tool);
            }
        }
        throw new AssertionError("no " + tool);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process =
                builder.redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
