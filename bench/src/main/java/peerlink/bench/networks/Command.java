package peerlink.bench.networks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a short command of the system, such as {@code ip}. */
final class Command {
    private Command() {}

    /**
     * Runs a command with this input and waits for its end.
     *
     * @throws IOException with the command and its output, if it fails
     */
    static void run(String input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var toCommand = process.getOutputStream()) {
            toCommand.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }
}
