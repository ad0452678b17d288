package peerlink.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingInputStream;
import org.jline.utils.OSUtils;
import peerlink.cli.program.Environment;
import peerlink.cli.text.TerminalStyle;

/**
 * This process's terminal. A chat here reads and writes on it, or its bytes go to the process that
 * runs the chat.
 */
public final class OwnTerminal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OwnTerminal.class.getName());

    private static final int LOOK_AGAIN_MILLIS = 60_000;
    private static final int MOST_BYTES = 4096;

    /** The wait for each of the keys that the user has typed before: another thread reads them. */
    private static final int AHEAD_MILLIS = 100;

    /** The longest time for all of these: a key that is held down never ends. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(2);

    /** Ends bracketed paste, reports of the focus, synchronized output and rows that don't wrap. */
    private static final String AS_BEFORE = "\033[?2004l\033[?1004l\033[?2026l\033[?7h";

    private final Terminal terminal;
    private final Size usual;
    private final Attributes atStart;

    private OwnTerminal(Terminal terminal, Size usual) {
        this.terminal = terminal;
        this.usual = usual;
        this.atStart = terminal.getAttributes();
    }

    /**
     * Opens the terminal.
     *
     * @param environment the variables, which may tell the size of a terminal that does not
     */
    public static OwnTerminal open(Environment environment) throws IOException {
        // else one Ctrl-C can arrive twice: from the kernel, and from JLine that sees the character
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        Terminal terminal = system();
        Size usual = usual(environment);
        ChatReader.measure(terminal, usual);
        return new OwnTerminal(terminal, usual);
    }

    /**
     * Opens it by JLine's own library. JLine's other way, by java.lang.foreign, makes a hundred
     * classes at run time even if it is only asked whether it could: it is for systems that the
     * library is not for.
     */
    private static Terminal system() throws IOException {
        try {
            return builder().provider(TerminalBuilder.PROP_PROVIDER_JNI).build();
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "JLine's library can't open the terminal", e);
            return builder().build();
        }
    }

    private static TerminalBuilder builder() {
        return TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                // else JLine asks the terminal for its abilities, and with the answer reads and
                // drops the keys that the user has typed while the program started
                .graphemeCluster(false);
    }

    /** Returns the size of a terminal that does not report its own. */
    static Size usual(Environment environment) {
        return Size.of(
                positive(environment, "COLUMNS", TerminalStyle.USUAL_COLUMNS),
                positive(environment, "LINES", TerminalStyle.USUAL_ROWS));
    }

    private static int positive(Environment environment, String variable, int usual) {
        return environment
                .variable(variable)
                .filter(value -> value.matches("[1-9][0-9]{0,3}"))
                .map(Integer::valueOf)
                .orElse(usual);
    }

    Terminal terminal() {
        return terminal;
    }

    /** Makes the terminal pass on each key, for a chat that runs in another process. */
    public void passKeys() {
        terminal.enterRawMode();
        Attributes silent = new Attributes(terminal.getAttributes());
        // else Ctrl-\ prints all threads of the JVM over the screen
        silent.setControlChar(Attributes.ControlChar.VQUIT, OSUtils.IS_OSX ? 0xff : 0);
        terminal.setAttributes(silent);
    }

    /**
     * Returns the terminal to how it was before {@link #passKeys}.
     *
     * @param isMidway whether the chat's process has ended without doing so on the screen
     */
    public void restore(boolean isMidway) {
        if (isMidway && !LineEditor.isDumb(terminal)) {
            terminal.puts(Capability.carriage_return);
            terminal.puts(Capability.clr_eos);
            terminal.writer().write(AS_BEFORE);
            terminal.puts(Capability.keypad_local);
            terminal.flush();
        }
        terminal.setAttributes(atStart);
    }

    /**
     * Waits for keys.
     *
     * @return the bytes; none after a minute without a key
     * @throws InterruptedIOException if the thread is interrupted
     * @throws IOException at the terminal's end
     */
    public byte[] keys() throws IOException {
        NonBlockingInputStream input = (NonBlockingInputStream) terminal.input();
        int first = input.read(LOOK_AGAIN_MILLIS);
        if (first == NonBlockingInputStream.READ_EXPIRED) {
            return new byte[0];
        }
        if (first < 0) {
            throw new IOException("the terminal has gone");
        }
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        some.write(first);
        while (some.size() < MOST_BYTES && input.peek(1) >= 0) {
            some.write(input.read(1));
        }
        return some.toByteArray();
    }

    /**
     * Takes the keys that the user has typed for a chat that can't begin or go on: the shell would
     * run a line of them.
     *
     * @return the text, as it was typed; empty if there is none
     */
    public String typedAhead() throws IOException {
        byte[] typed = {};
        passKeys();
        try {
            // a key that does not end a line can be read only now
            typed = ahead((NonBlockingInputStream) terminal.input(), System::nanoTime);
        } finally {
            restore(typed.length > 0);
        }
        return new String(typed, encoding());
    }

    /** Reads until no key comes, or for too long. */
    static byte[] ahead(NonBlockingInputStream input, LongSupplier nanoTime) throws IOException {
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        long begin = nanoTime.getAsLong();
        while (nanoTime.getAsLong() - begin < MOST_AHEAD.toNanos()
                && input.peek(AHEAD_MILLIS) >= 0) {
            int key = input.read(1);
            if (typed.size() < MOST_BYTES) {
                typed.write(key);
            }
        }
        return typed.toByteArray();
    }

    /** Writes bytes on the screen. Waits while it takes none. */
    public void write(byte[] bytes) throws IOException {
        OutputStream output = terminal.output();
        output.write(bytes);
        output.flush();
    }

    public String type() {
        return terminal.getType();
    }

    public Charset encoding() {
        return terminal.encoding();
    }

    public int columns() {
        return terminal.getColumns();
    }

    public int rows() {
        return terminal.getRows();
    }

    /** Calls when the size changes. */
    public void onResize(Runnable resized) {
        terminal.handle(
                Terminal.Signal.WINCH,
                _ -> {
                    ChatReader.measure(terminal, usual);
                    resized.run();
                });
    }

    /** Calls at Ctrl-C. */
    public void onInterrupt(Runnable interrupted) {
        terminal.handle(Terminal.Signal.INT, _ -> interrupted.run());
    }

    /** Calls when this process goes on after it was stopped. */
    public void onContinue(Runnable continued) {
        terminal.handle(Terminal.Signal.CONT, _ -> continued.run());
    }

    /** Takes the callers back. */
    public void ignoreSignals() {
        terminal.handle(Terminal.Signal.WINCH, Terminal.SignalHandler.SIG_DFL);
        terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_DFL);
        terminal.handle(Terminal.Signal.CONT, Terminal.SignalHandler.SIG_DFL);
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
