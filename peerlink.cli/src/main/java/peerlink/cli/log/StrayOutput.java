package peerlink.cli.log;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Sends to the log what code prints to {@link System#out} and {@link System#err}: plugins and
 * libraries, as commands have streams of their own. So it reaches neither the chat's screen nor the
 * data of {@code listen --json}. Each line is cleaned there. Safe for use by several threads, as
 * its {@link PrintStream} is.
 */
public final class StrayOutput extends OutputStream {
    private static final int MAX_LINE = 1000;

    private static final String PLUGIN = "peerlink plugin-";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private StrayOutput() {}

    /**
     * Takes the process's streams away from all code that asks for them from now on. Nothing can be
     * read from {@link System#in} any more, and closing it closes nothing.
     */
    public static void divert() {
        System.setOut(new PrintStream(new StrayOutput(), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new StrayOutput(), true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
    }

    @Override
    public void write(int b) {
        if (b == '\n') {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            System.getLogger(logger(Thread.currentThread().getName()))
                    .log(Level.INFO, () -> "printed: " + text);
        } else if (line.size() < MAX_LINE) {
            line.write(b);
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
