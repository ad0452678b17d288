package peerlink.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;

/**
 * The terminal of another process, made of the bytes and signals that come from there. Any thread
 * may call; one at a time hands bytes in.
 */
public final class RemoteTerminal {
    private final LineDisciplineTerminal terminal;

    /** Takes the bytes for the screen. */
    public interface Screen {
        /** Sends bytes to the screen. Waits while it takes none. */
        void write(byte[] bytes, int from, int length) throws IOException;

        /** Waits until all bytes are on the screen. */
        void awaitWritten() throws IOException;
    }

    private final Screen screen;

    /**
     * @param type the terminal's kind, as in the variable {@code TERM}
     * @param columns the width; 0 if it is not known
     * @param rows the height; 0 if it is not known
     */
    public RemoteTerminal(String type, Charset encoding, int columns, int rows, Screen screen)
            throws IOException {
        this.screen = screen;
        this.terminal =
                new LineDisciplineTerminal("attached", type, new Gathered(screen), encoding);
        this.terminal.setSize(Size.of(columns, rows));
    }

    Terminal terminal() {
        return terminal;
    }

    void awaitWritten() throws IOException {
        screen.awaitWritten();
    }

    /** Hands in bytes of the keyboard. Waits while the chat takes none. */
    public void typed(byte[] bytes) throws IOException {
        terminal.processInputBytes(bytes);
    }

    /** Tells of another size. */
    public void resized(int columns, int rows) {
        terminal.setSize(Size.of(columns, rows));
        terminal.raise(Terminal.Signal.WINCH);
    }

    /** Tells of Ctrl-C. */
    public void interrupted() {
        terminal.raise(Terminal.Signal.INT);
    }

    /** Has the screen drawn anew, since the terminal's process goes on after it was stopped. */
    public void continued() {
        terminal.raise(Terminal.Signal.CONT);
    }

    /** Gathers the bytes up to each flush, as they come one by one. */
    private static final class Gathered extends OutputStream {
        private final Screen screen;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Gathered(Screen screen) {
            this.screen = screen;
        }

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
        }

        @Override
        public synchronized void flush() throws IOException {
            if (bytes.size() > 0) {
                byte[] all = bytes.toByteArray();
                bytes.reset();
                screen.write(all, 0, all.length);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
