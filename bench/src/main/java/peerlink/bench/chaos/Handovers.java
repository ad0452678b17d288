package peerlink.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code peerlink send --queue} again and again beside the program of the same profile, to
 * which it hands the message; some of the commands are killed. A message whose command exits 0 is
 * accepted. {@link #close} kills the command that runs.
 */
final class Handovers implements AutoCloseable {
    private static final int KILLED_ONE_IN = 12;
    private static final int PATIENCE_SECONDS = 120;

    private final Host host;
    private final Path log;
    private final Map<String, String> environment;
    private final List<String> command;
    private final Random random;
    private final List<String> accepted = new ArrayList<>();
    private final Map<Integer, Integer> exits = new TreeMap<>();
    private final Thread thread;
    private @Nullable Process process;
    private int killed;
    private int stuck;
    private boolean closed;

    /**
     * @param log a file for the commands' output
     * @param command the command without the text
     */
    Handovers(
            Host host, Path log, Map<String, String> environment, List<String> command, long seed) {
        this.host = host;
        this.log = log;
        this.environment = Map.copyOf(environment);
        this.command = List.copyOf(command);
        random = new Random(seed);
        thread = Thread.ofPlatform().name("send-" + host.name()).start(this::run);
    }

    /** Returns the texts of the accepted messages, in order. */
    synchronized List<String> accepted() {
        return List.copyOf(accepted);
    }

    synchronized int killed() {
        return killed;
    }

    /** Returns the number of commands that neither ended nor were killed in two minutes. */
    synchronized int stuck() {
        return stuck;
    }

    /** Returns the number of commands by their exit status, without those that were killed. */
    synchronized Map<Integer, Integer> exits() {
        return new TreeMap<>(exits);
    }

    /** Lets the running command end, and starts no more. */
    void finish() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void run() {
        try {
            for (int number = 0; ; number++) {
                String text = "send " + number;
                Process sending = start(text);
                if (sending == null) {
                    return;
                }
                boolean kill = random.nextInt(KILLED_ONE_IN) == 0;
                boolean ended =
                        kill
                                ? sending.waitFor(random.nextInt(1000), TimeUnit.MILLISECONDS)
                                : sending.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (!ended) {
                    sending.destroyForcibly().waitFor();
                }
                count(text, ended, kill, sending.exitValue());
                rest(random.nextInt(500));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized @Nullable Process start(String text) throws IOException {
        if (closed) {
            return null;
        }
        List<String> whole = new ArrayList<>(command);
        whole.add(text);
        process =
                Resident.on(host, environment, whole)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        return process;
    }

    private synchronized void count(String text, boolean ended, boolean kill, int status)
            throws IOException {
        if (!ended && kill) {
            killed++;
        } else if (!ended) {
            stuck++;
        } else {
            exits.merge(status, 1, Integer::sum);
            if (status == 0) {
                accepted.add(text);
            } else {
                Files.writeString(
                        log, "exit %d: %s%n".formatted(status, text), StandardOpenOption.APPEND);
            }
        }
    }

    private synchronized void rest(int millis) throws InterruptedException {
        if (!closed) {
            TimeUnit.MILLISECONDS.timedWait(this, millis + 1);
        }
    }
}
