package peerlink.cli.log;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends to the log what code prints to {@link System#out} and {@link System#err}: plugins and
 * libraries, as commands have streams of their own. So it reaches neither the chat's screen nor the
 * data of {@code listen --json}. Each line is cleaned there. Safe for use by several threads, as
 * its {@link PrintStream} is.
 */
public final class StrayOutput extends OutputStream {
    private static final int MAX_LINE = 1000;

    private static final String PLUGIN = "peerlink plugin-";

    /** The most lines of one plugin in a {@link #PERIOD}: a log has room for others too. */
    private static final int MAX_LINES = 1000;

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Log log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Takes lines for the logs. */
    interface Log {
        void log(String logger, Level level, String text);
    }

    /** The lines of each logger since a time of {@link System#nanoTime}. */
    private final Map<String, Integer> counts = new HashMap<>();

    private long since = System.nanoTime();

    StrayOutput(Log log) {
        this.log = log;
    }

    /**
     * Takes the process's streams away from all code that asks for them from now on. Nothing can be
     * read from {@link System#in} any more, and closing it closes nothing.
     */
    public static void divert() {
        System.setOut(diverted());
        System.setErr(diverted());
        System.setIn(InputStream.nullInputStream());
    }

    private static PrintStream diverted() {
        Log log = (logger, level, text) -> System.getLogger(logger).log(level, () -> text);
        return new PrintStream(new StrayOutput(log), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        if (b == '\n') {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            printed(logger(Thread.currentThread().getName()), text);
        } else if (line.size() < MAX_LINE) {
            line.write(b);
        }
    }

    private void printed(String logger, String text) {
        long now = System.nanoTime();
        if (now - since >= PERIOD.toNanos()) {
            since = now;
            counts.clear();
        }
        int count = counts.merge(logger, 1, Integer::sum);
        if (count <= MAX_LINES) {
            log.log(logger, Level.INFO, "printed: " + text);
        } else if (count == MAX_LINES + 1) {
            log.log(
                    logger,
                    Level.WARNING,
                    "printed more than %d lines within a minute; more of this minute are left out"
                            .formatted(MAX_LINES));
        }
    }

    /** Returns the logger of the plugin to which a thread belongs. */
    static String logger(String thread) {
        int end = thread.indexOf(' ', PLUGIN.length());
        return thread.startsWith(PLUGIN) && end > 0
                ? "peerlink.plugin." + thread.substring(PLUGIN.length(), end)
                : "peerlink.stray";
    }
}
