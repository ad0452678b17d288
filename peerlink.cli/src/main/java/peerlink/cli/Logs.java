package peerlink.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ResourceBundle;
import java.util.Set;
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

    /** Opens a log to append to; makes one that is the user's alone: it tells who talked to whom. */
    static PrintStream open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return new PrintStream(
                Channels.newOutputStream(Files.newByteChannel(file, options, attributes)),
                true,
                StandardCharsets.UTF_8);
    }

    /** Returns what to write: one line, and the stack set off, so that no text in it can pass for a line of its own. */
    static String entry(String head, String message, @Nullable Throwable thrown) {
        String line = head + ": " + Printable.line(message) + "\n";
        if (thrown == null) {
            return line;
        }
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack, true));
        return line + Printable.lines(stack.toString()).indent(2);
    }

    /** Opened when the first logger is asked for. */
    private static final class Sink {
        static final @Nullable PrintStream OUT = open(System.getenv("PEERLINK_LOG"));

        private static @Nullable PrintStream open(@Nullable String file) {
            if (file == null || file.isEmpty()) {
                return null;
            }
            try {
                return Logs.open(Path.of(file));
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
                out.print(entry(Instant.now() + " " + level + " " + name, message, thrown));
                out.flush();
            }
        }
    }
}
