package peerlink.bench.networks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts commands of the image on the machines of a laboratory, each with its output in files.
 * {@link #close} kills those that still run.
 */
final class Program implements AutoCloseable {
    private final String launcher;
    private final Path folder;
    private final List<Process> started = new ArrayList<>();
    private boolean closed;

    /**
     * @param folder the folder for homes and output
     */
    Program(String launcher, Path folder) {
        this.launcher = launcher;
        this.folder = folder;
    }

    /** Returns the folder for homes and output. */
    Path folder() {
        return folder;
    }

    /** Tells whether the image prints a word when it is called so, with this home. */
    static boolean says(String launcher, Path home, List<String> arguments, String word)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        ProcessBuilder builder = clean(new ProcessBuilder(command)).redirectErrorStream(true);
        builder.environment().put("PEERLINK_HOME", home.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.contains(word);
    }

    /** Starts a command; its output is in {@code NAME.out} and {@code NAME.err}. */
    synchronized Process start(Host host, String name, List<String> arguments) throws IOException {
        if (closed) {
            throw new IOException("the run has ended");
        }
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        Process process =
                clean(new ProcessBuilder(host.on(command)))
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(folder.resolve(name + ".out").toFile())
                        .redirectError(folder.resolve(name + ".err").toFile())
                        .start();
        started.add(process);
        return process;
    }

    /** Starts a {@link TcpProbe}, on the Java that runs this. */
    synchronized Process startProbe(Host host, List<String> arguments) throws IOException {
        if (closed) {
            throw new IOException("the run has ended");
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--module-path",
                                System.getProperty("jdk.module.path"),
                                "--module",
                                "peerlink.bench/" + TcpProbe.class.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(host.on(command))
                        .redirectError(folder.resolve(host.name() + ".err").toFile())
                        .start();
        started.add(process);
        return process;
    }

    /** Returns what a command has printed so far on its standard output. */
    String printed(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".out"));
    }

    /** Returns what a command has printed so far on its standard error. */
    String complained(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err"));
    }

    private static ProcessBuilder clean(ProcessBuilder builder) {
        builder.environment()
                .keySet()
                .removeIf(
                        name -> name.startsWith("PEERLINK_") && !name.equals("PEERLINK_JAVA_OPTS"));
        return builder;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Process process : started) {
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        started.clear();
    }
}
