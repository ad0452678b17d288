package peerlink.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/**
 * Where PeerLink's logs go: from DEBUG on into the file that {@code PEERLINK_LOG} names, else nowhere. The user hears of
 * what matters by events; a log line would tear up the screen. Faster to start than {@code java.util.logging} too.
 */
public final class Logs extends System.LoggerFinder {
    /** Called by {@link java.util.ServiceLoader}. */
    public Logs() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new FileLogger(name);
    }

    /** Opened when the first logger is asked for. */
    private static final class Sink {
        static final @Nullable PrintStream OUT = open(System.getenv("PEERLINK_LOG"));

        private static @Nullable PrintStream open(@Nullable String file) {
            if (file == null || file.isEmpty()) {
                return null;
            }
            try {
                return new PrintStream(
                        Files.newOutputStream(
                                Path.of(file),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND),
                        true,
                        StandardCharsets.UTF_8);
            } catch (IOException | IllegalArgumentException e) {
                System.err.println("warning: no log, since PEERLINK_LOG can't be written: " + e);
                return null;
            }
        }
    }

    private record FileLogger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return Sink.OUT != null && level.getSeverity() >= Level.DEBUG.getSeverity();
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

        private void write(Level level, String message, @Nullable Throwable thrown) {
            PrintStream out = Sink.OUT;
            if (out == null || !isLoggable(level)) {
                return;
            }
            synchronized (out) {
                out.println(
                        Instant.now() + " " + level + " " + name + ": " + Printable.line(message));
                if (thrown != null) {
                    thrown.printStackTrace(out);
                }
            }
        }
    }
}
