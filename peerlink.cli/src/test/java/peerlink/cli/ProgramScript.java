package peerlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A shell around a program, which tells how the program has left the terminal. */
final class ProgramScript {
    private ProgramScript() {}

    /** Makes a script in the folder, which starts the program with its own arguments. */
    static Path around(Path folder, Path program) throws IOException {
        Path script = folder.resolve("around");
        Files.writeString(
                script,
                """
                #!/bin/bash
                before=$(stty -g)
                sh -c 'echo $$ > "$0"; shift; exec "$@"' "%s" - "%s" "$@"
                status=$?
                [ "$before" = "$(stty -g)" ] && echo "terminal as before"
                echo "ended with $status"
                """
                        .formatted(pidFile(folder), program));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    /** Sends the program the signal TERM. */
    static void terminate(Path folder) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile(folder)).strip());
        ProcessHandle.of(pid).orElseThrow().destroy();
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("pid");
    }
}
