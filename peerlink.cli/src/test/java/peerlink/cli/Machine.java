package peerlink.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine of its own for the image: profiles in a folder of the test, and a registry on a port that no other test uses.
 *
 * @param environment what each of its programs gets
 */
record Machine(Map<String, String> environment) {
    static Machine in(Path folder) throws IOException {
        return new Machine(
                Map.of(
                        "PEERLINK_HOME",
                        folder.resolve("home").toString(),
                        "PEERLINK_LOCAL_REGISTRY",
                        "127.0.0.1:" + freePort(),
                        "PEERLINK_COMMAND",
                        "peerlink"));
    }

    /** Returns a port on which nobody listens now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Program.Result run(String... arguments) throws Exception {
        return Program.run(environment, Program.launcher(), arguments);
    }

    Program start(String... arguments) throws IOException {
        return Program.start(environment, Program.launcher(), arguments);
    }

    /** Starts {@code listen --json}, and waits until it is there for others. Its first line tells where. */
    Program listen(String profile, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("listen", "--json", "--profile", profile));
        arguments.addAll(List.of(more));
        Program program = start(arguments.toArray(String[]::new));
        try {
            program.waitForLine(line -> line.contains("\"ready\""));
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    /** Opens the chat of a profile on a screen. */
    Screen chat(String profile, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--profile", profile));
        all.addAll(List.of(arguments));
        return Screen.start(100, 30, environment, Program.launcher(), all.toArray(String[]::new));
    }
}
