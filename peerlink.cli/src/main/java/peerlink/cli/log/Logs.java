package peerlink.cli.log;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.Failures;
import peerlink.registry.admin.LogEvent;

/**
 * Writes PeerLink's logs: from DEBUG on into the file that {@code PEERLINK_LOG} names, else
 * nowhere. The user hears of what matters by events; a log line would tear up the screen. Only a
 * server also has a log on its standard error, from INFO on. Starts faster than
 * {@code java.util.logging}, too.
 */
public final class Logs extends System.LoggerFinder {
    /** A server's log beside the file; {@code null} unless this process is a server. */
    private static volatile @Nullable ServerLog serverLog;

    /** The process's own, which {@link StrayOutput} takes away from others. */
    private static final PrintStream ERR = System.err;

    /** Called by {@link java.util.ServiceLoader}. */
    public Logs() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new FileLogger(name);
    }

    /** Also writes entries from INFO on to a server's log, from now on. */
    public static void alsoTo(ServerLog log) {
        serverLog = log;
    }

    /** Goes on in a new file, if the log was moved away. */
    static void reopen() {
        LogFile file = Sink.FILE;
        if (file != null) {
            try {
                file.reopen();
            } catch (IOException e) {
                Sink.failed(e);
            }
        }
    }

    /**
     * Returns the entry's text: one line, and the stack set off, so that no text in it can pass for
     * a line of its own.
     */
    static String entry(String head, String message, @Nullable Throwable thrown) {
        String line = head + ": " + Printable.line(message) + "\n";
        if (thrown == null) {
            return line;
        }
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack, true));
        return line + Printable.lines(stack.toString()).indent(2);
    }

    /** Opens the file when the first logger is asked for. */
    private static final class Sink {
        private static final AtomicBoolean IS_FAILING = new AtomicBoolean();
        static final @Nullable LogFile FILE = open(System.getenv("PEERLINK_LOG"));

        private static @Nullable LogFile open(@Nullable String file) {
            if (file == null || file.isEmpty()) {
                return null;
            }
            try {
                return LogFile.open(Path.of(file));
            } catch (IOException | IllegalArgumentException e) {
                warn(e);
                return null;
            }
        }

        static void write(LogFile file, String entry) {
            try {
                file.write(entry);
                IS_FAILING.set(false);
            } catch (IOException e) {
                failed(e);
            }
        }

        /** Says once that the log has gaps. */
        static void failed(IOException e) {
            if (!IS_FAILING.getAndSet(true) && serverLog != null) {
                // a chat's screen belongs to the chat
                warn(e);
            }
        }

        private static void warn(Exception e) {
            ERR.println(
                    "warning: no log, since PEERLINK_LOG can't be written: " + Failures.message(e));
        }
    }

    private record FileLogger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return Sink.FILE != null && level.getSeverity() >= Level.DEBUG.getSeverity()
                    || serverLog != null && level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String message,
                @Nullable Throwable thrown) {
            write(level, String.valueOf(message), thrown);
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            String message = String.valueOf(format);
            write(
                    level,
                    parameters == null || parameters.length == 0
                            ? message
                            : MessageFormat.format(message, parameters),
                    null);
        }

        @Override
        public void log(Level level, Object event) {
            write(
                    level,
                    event instanceof LogEvent known
                            ? known
                            : new LogEvent(event.toString(), Map.of()),
                    null);
        }

        private void write(Level level, String message, @Nullable Throwable thrown) {
            write(level, new LogEvent(message, Map.of()), thrown);
        }

        private void write(Level level, LogEvent event, @Nullable Throwable thrown) {
            if (!isLoggable(level)) {
                return;
            }
            Instant now = Instant.now();
            ServerLog server = serverLog;
            if (server != null && level.getSeverity() >= Level.INFO.getSeverity()) {
                server.write(now, level, name, event, thrown);
            }
            LogFile file = Sink.FILE;
            if (file != null) {
                Sink.write(file, entry(now + " " + level + " " + name, event.toString(), thrown));
            }
        }
    }
}
