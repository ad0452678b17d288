package peerlink.cli;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program that runs with pipes for its input and output, as a script would run it. What it writes is read all the time, so
 * that it never blocks, and is shown when a wait fails. {@link #close} kills it.
 */
final class Program implements AutoCloseable {
    /** How long anything may take that is waited for: far longer than it does on a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Process process;
    private final Writer input;
    private final Output out;
    private final Output err;

    /** What a program that has ended wrote, and its exit status. */
    record Result(int status, String out, String err) {}

    private Program(Process process) {
        this.process = process;
        input = process.outputWriter();
        out = new Output(process.inputReader());
        err = new Output(process.errorReader());
    }

    /** Returns the folder of the image that the build has linked. */
    static Path image() {
        return Path.of(System.getProperty("peerlink.image"));
    }

    /** Returns the image's launcher. */
    static Path launcher() {
        return image().resolve("bin", "peerlink");
    }

    /**
     * Starts a program.
     *
     * @param environment added to this process's environment, which is passed on without its own settings of PeerLink
     */
    static Program start(Map<String, String> environment, Path executable, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(executable.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PEERLINK_"));
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    /** Runs a program without input until it ends. */
    static Result run(Map<String, String> environment, Path executable, String... arguments)
            throws IOException, InterruptedException {
        try (Program program = start(environment, executable, arguments)) {
            program.endInput();
            return program.waitForExit();
        }
    }

    /** Writes a line to the program's input. */
    void type(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    void endInput() throws IOException {
        input.close();
    }

    /** Waits until the program has written a line to its output that matches, and returns the line. */
    String waitForLine(Predicate<String> matches) throws InterruptedException {
        String line = out.waitFor(matches);
        return line != null ? line : fail("no such line:\n" + this);
    }

    /** As {@link #waitForLine}, for what goes to the standard error. */
    String waitForError(Predicate<String> matches) throws InterruptedException {
        String line = err.waitFor(matches);
        return line != null ? line : fail("no such line:\n" + this);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal, such as {@code HUP}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
    }

    /** Sends the signal TERM. What the program writes on its way out is still read. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close the pipes as well
    }

    /** Sends the signal KILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits until the program has ended and everything that it wrote is read. */
    Result waitForExit() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            fail("still running:\n" + this);
        }
        return new Result(process.exitValue(), out.whole(), err.whole());
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return process.info().commandLine().orElse("ended program")
                + "\n--- out\n"
                + out
                + "--- err\n"
                + err;
    }

    /** The lines of one stream, read by a thread of its own. */
    private static final class Output {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Output(BufferedReader source) {
            reader = Thread.ofVirtual().start(() -> read(source));
        }

        private void read(BufferedReader source) {
            try (source) {
                for (String line = source.readLine(); line != null; line = source.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        /** Returns the first matching line, or null if the stream ends or the deadline passes without one. */
        synchronized String waitFor(Predicate<String> matches) throws InterruptedException {
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (matches.test(lines.get(seen))) {
                        return lines.get(seen);
                    }
                }
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    return null;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        /** Returns all of it. A child that outlives the program may hold the stream open. */
        String whole() throws InterruptedException {
            reader.join(DEADLINE);
            return toString();
        }

        @Override
        public synchronized String toString() {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(line).append('\n'));
            return text.toString();
        }
    }
}
