package peerlink.cli.exec;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.node.Profile;
import peerlink.cli.program.Failures;

/**
 * Runs the user's program for one message after the other. The shell gets the command line as the
 * user typed it; nothing of a message is part of it.
 */
public final class MessageProgram implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MessageProgram.class.getName());

    /** The most characters of a line of the program's output; a longer one is broken. */
    private static final int LONGEST_LINE = 4096;

    /** The wait for the rest of the output of a program that has ended. */
    private static final Duration TO_READ = Duration.ofSeconds(1);

    private static final long TO_END_MILLIS = 500;

    /** These would let the program use the key and the registry in the user's name. */
    private static final List<String> SECRETS =
            List.of("PEERLINK_PASSPHRASE", "PEERLINK_REGISTRY_TOKEN");

    private final String command;
    private final Profile profile;
    private final PrintStream err;
    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private @Nullable Process running;
    private boolean closed;

    /**
     * @param command a command line of {@code sh}
     * @param profile the profile that peerlink uses if the program calls it
     * @param err gets the program's output, cleaned
     */
    public MessageProgram(String command, Profile profile, PrintStream err) {
        this.command = command;
        this.profile = profile;
        this.err = err;
    }

    /**
     * Runs the program for a message, and waits until it ends.
     *
     * @param attempt the number of this try, from 1 on
     * @return empty if it has taken the message, else the reason, for people
     */
    public Optional<String> run(MessageForProgram message, int attempt)
            throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(SECRETS);
        environment.put("PEERLINK_HOME", profile.home().toString());
        environment.put("PEERLINK_PROFILE", profile.name().text());
        environment.putAll(message.variables());
        environment.put("PEERLINK_MESSAGE_ATTEMPT", Integer.toString(attempt));
        Process process;
        try {
            process = start(builder);
        } catch (IOException e) {
            return Optional.of(Failures.message(e));
        }
        Thread.ofVirtual()
                .name("peerlink exec-input")
                .start(() -> write(message.text(), process.getOutputStream()));
        Thread output =
                Thread.ofVirtual()
                        .name("peerlink exec-output")
                        .start(
                                () ->
                                        copy(
                                                new InputStreamReader(
                                                        process.getInputStream(),
                                                        StandardCharsets.UTF_8)));
        int status;
        try {
            status = process.waitFor();
        } catch (InterruptedException e) {
            end(process);
            throw e;
        }
        // what it has started may hold the stream open
        output.join(TO_READ);
        return status == 0 ? Optional.empty() : Optional.of("exit " + status);
    }

    private Process start(ProcessBuilder builder) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("this process ends");
            }
            running = builder.start();
            return running;
        } finally {
            lock.unlock();
        }
    }

    private static void write(String text, OutputStream input) {
        try (input) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the program has not read the message", e);
        }
    }

    private void copy(Reader output) {
        StringBuilder line = new StringBuilder();
        try (output) {
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c != '\n') {
                    line.append((char) c);
                }
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    err.println(Printable.line(line.toString()));
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the program's output can't be read", e);
        }
        if (!line.isEmpty()) {
            err.println(Printable.line(line.toString()));
        }
    }

    /** Tells whether it was closed: a program that has failed since was ended. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the program that runs, with all that it has started, and starts none any more. */
    @Override
    public void close() {
        Process last;
        lock.lock();
        try {
            closed = true;
            last = running;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            end(last);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(TO_END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
