package peerlink.core;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process of these classes. */
final class JavaProcess {
    private JavaProcess() {}

    /**
     * Returns the command that runs a class.
     *
     * @param temporary a folder of the test's: a process that is killed leaves SQLite's library there
     */
    static List<String> command(Path temporary, Class<?> main, Path argument) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.sqlite.tmpdir=" + temporary,
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                System.getProperty("java.class.path"),
                                System.getProperty("jdk.module.path", ""),
                                "target/classes",
                                "target/test-classes"),
                        main.getName(),
                        argument.toString()));
    }
}
