package peerlink.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A machine of its own for the image: profiles in a folder of the test, and a registry on a port that no other test uses.
 *
 * @param environment what each of its programs gets
 */
record Machine(Map<String, String> environment) {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    /** Not always the same, as another build may run beside this one. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    static Machine in(Path folder) {
        return new Machine(
                Map.of(
                        "PEERLINK_HOME",
                        folder.resolve("home").toString(),
                        "PEERLINK_LOCAL_REGISTRY",
                        "127.0.0.1:" + freePort(),
                        "PEERLINK_COMMAND",
                        "peerlink"));
    }

    /**
     * Returns a port on which nobody listens now, and which nobody gets before the test uses it: another one each time, below those
     * that systems give to whoever asks for any port.
     */
    static int freePort() {
        int port = nextPort();
        while (!isFree(port)) {
            port = nextPort();
        }
        return port;
    }

    private static int nextPort() {
        return FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
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
