package peerlink.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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

    /** Opens the chat of a profile on a screen. */
    Screen chat(String profile, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "--profile";
        all[1] = profile;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Screen.start(100, 30, environment, Program.launcher(), all);
    }
}
