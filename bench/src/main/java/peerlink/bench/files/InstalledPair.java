package peerlink.bench.files;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peerlink.bench.Folders;

/** Two peers of the image, each in a process that listens. Used by one thread at a time. */
final class InstalledPair implements AutoCloseable {
    private final String program;
    private final Path home;
    private final Process receiver;
    private final BufferedReader events;
    private final Process sender;

    /**
     * @param program the command of the image
     */
    InstalledPair(String program, Path home) throws IOException, InterruptedException {
        this.program = program;
        this.home = home;
        Path profile = home.resolve("profiles").resolve("bob");
        Files.createDirectories(
                profile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                profile.resolve("config.toml"),
                "[plugins.files]\naccept = \"all\"\nfolder = '%s'\n".formatted(received()));
        receiver = start("listen", "--json", "--profile", "bob");
        events = receiver.inputReader();
        await("\"event\":\"ready\"");
        sender = start("listen", "--json", "--profile", "alice");
        BufferedReader ready = sender.inputReader();
        for (String line = ready.readLine(); !isReady(line); line = ready.readLine()) {
            // starts
        }
        run("send", "bob", "hello");
    }

    private static boolean isReady(String line) throws EOFException {
        if (line == null) {
            throw new EOFException("alice has ended");
        }
        return line.contains("\"event\":\"ready\"");
    }

    Path received() {
        return home.resolve("received");
    }

    /** Sends a file; returns the seconds from the receiver's yes to the file on its disk. */
    double send(Path file) throws IOException, InterruptedException {
        Process sending = start("send-file", "bob", file.toString());
        long start = await("file-taken");
        long end = await("file-saved");
        if (sending.waitFor() != 0) {
            throw new IOException("not sent: " + file);
        }
        return (end - start) / 1e9;
    }

    private long await(String event) throws IOException {
        while (true) {
            String line = events.readLine();
            if (line == null) {
                throw new EOFException("bob has ended before " + event);
            }
            if (line.contains(event)) {
                return System.nanoTime();
            }
        }
    }

    /** Returns the processor time that both have used so far, in seconds. */
    double processorTime() {
        return time(sender) + time(receiver);
    }

    private static double time(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private void run(String... words) throws IOException, InterruptedException {
        int code = start(words).waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + code);
        }
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        if (!words[0].equals("listen")) {
            command.addAll(List.of("--profile", "alice"));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PEERLINK_HOME", home.toString());
        builder.environment().put("PEERLINK_LAN", "off");
        return builder.redirectError(home.resolve("errors").toFile()).start();
    }

    void clear() throws IOException {
        if (Files.exists(received())) {
            Folders.delete(received());
        }
    }

    @Override
    public void close() throws IOException {
        for (Process process : List.of(sender, receiver)) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Folders.delete(home);
    }
}
