package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program all the time, except while it is killed; each run writes to files of its own,
 * {@code NAME-RUN.out} and {@code .err}. {@link #close} kills it for good.
 *
 * <p>Safe for use by several threads.
 */
final class Resident implements AutoCloseable {
    /** The longest time that a program may take to end in order, until it is killed. */
    private static final int PATIENCE_SECONDS = 60;

    private final Host host;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Set<Integer> killed = new TreeSet<>();
    private @Nullable Process process;
    private int runs;
    private boolean wanted;
    private int endedByItself;
    private boolean closed;

    /**
     * @param folder the folder for its output
     * @param environment added to this process's, without the settings of PeerLink there but
     *     PEERLINK_JAVA_OPTS
     */
    Resident(Host host, Path folder, Map<String, String> environment, List<String> command) {
        this.host = host;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.command = List.copyOf(command);
    }

    /** Returns a process that is not started yet: a program of the image, on a host. */
    static ProcessBuilder on(Host host, Map<String, String> environment, List<String> command) {
        List<String> whole = new ArrayList<>(host.prefix());
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment()
                .keySet()
                .removeIf(
                        name -> name.startsWith("PEERLINK_") && !name.equals("PEERLINK_JAVA_OPTS"));
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder;
    }

    Host host() {
        return host;
    }

    /** Returns the folder for the output of its runs. */
    Path folder() {
        return folder;
    }

    synchronized void start() throws IOException {
        wanted = true;
        if (closed || process != null && process.isAlive()) {
            return;
        }
        process =
                on(host, environment, command)
                        .redirectOutput(out(runs).toFile())
                        .redirectError(file(runs, "err").toFile())
                        .start();
        runs++;
    }

    /**
     * Starts the program again if it has ended without having been told to, as a user would that
     * finds it gone.
     */
    synchronized void watch() throws IOException {
        if (wanted && process != null && !process.isAlive()) {
            endedByItself++;
            start();
        }
    }

    synchronized boolean isRunning() {
        return wanted && process != null && process.isAlive();
    }

    /** Tells whether the program runs, and has written something: that it is ready. */
    synchronized boolean isReady() throws IOException {
        return isRunning() && Files.size(out()) > 0;
    }

    /** Sends the signal KILL, and waits until it has ended. */
    synchronized void kill() throws InterruptedException {
        wanted = false;
        if (process != null && process.isAlive()) {
            killed.add(runs - 1);
            process.destroyForcibly().waitFor();
        }
    }

    /** Sends the signal TERM, and waits until it has ended; tells whether it did so in time. */
    boolean stop() throws InterruptedException {
        Process stopping;
        synchronized (this) {
            wanted = false;
            stopping = process;
        }
        if (stopping == null) {
            return true;
        }
        stopping.destroy();
        if (stopping.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return true;
        }
        kill();
        return false;
    }

    /** Sends the program a signal. */
    synchronized void signal(String name) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
        }
    }

    synchronized int runs() {
        return runs;
    }

    /** Returns the runs that were killed. */
    synchronized Set<Integer> killed() {
        return Set.copyOf(killed);
    }

    synchronized int endedByItself() {
        return endedByItself;
    }

    /** Returns the output file of the present run, or of the last one. */
    synchronized Path out() {
        return out(runs - 1);
    }

    /** Returns the output file of a run. */
    Path out(int run) {
        return file(run, "out");
    }

    private Path file(int run, String kind) {
        return folder.resolve("%s-%03d.%s".formatted(host.name(), run, kind));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
