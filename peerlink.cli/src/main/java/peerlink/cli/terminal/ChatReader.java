package peerlink.cli.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line that the user types, with the lines that may still change right above it. These
 * are a part of the prompt, which is drawn anew as a whole. So they stay in place while the program
 * prints and the user types, resizes or scrolls.
 */
public class ChatReader extends DraftEditor {
    private static final AttributedString NEW_LINE = new AttributedString("\n");

    private static final String LINUX_CONSOLE = "linux";

    private volatile boolean isFocusAsked;
    private volatile Supplier<String> asked = () -> "";
    private final Size usual;
    private final ScreenWritten written;
    private volatile Consumer<String> drafts = _ -> {};

    // the reader's lock guards these
    private String draft = "";
    private AttributedString ownPrompt = AttributedString.EMPTY;
    private List<AttributedString> live = List.of();

    /**
     * @param usual the size of a terminal that does not report its own
     */
    ChatReader(Terminal terminal, Size usual) {
        this(terminal, usual, () -> {});
    }

    /**
     * @param usual the size of a terminal that does not report its own
     * @param written waits until all that was printed is on the screen
     */
    ChatReader(Terminal terminal, Size usual, ScreenWritten written) {
        super(terminal);
        this.usual = usual;
        this.written = written;
        setHistory(new DefaultHistory());
    }

    /**
     * Gives a size to a terminal that has none, such as a serial line or a terminal that a program
     * has made. The system keeps it, so that every program gets the same. A terminal that can't
     * move its cursor needs none.
     */
    static void measure(Terminal terminal, Size usual) {
        Size size = terminal.getSize();
        if ((size.getColumns() <= 0 || size.getRows() <= 0) && !isDumb(terminal)) {
            terminal.setSize(
                    Size.of(
                            size.getColumns() > 0 ? size.getColumns() : usual.getColumns(),
                            size.getRows() > 0 ? size.getRows() : usual.getRows()));
        }
    }

    @Override
    protected void handleSignal(Signal signal) {
        if (signal == Signal.WINCH) {
            measure(terminal, usual);
        }
        super.handleSignal(signal);
    }

    /** Waits until all that was printed is on the screen. */
    void awaitWritten() throws IOException {
        written.await();
    }

    /** Sets the listener for the line as far as it is typed; it must not block. */
    void onDraft(Consumer<String> listener) {
        drafts = listener;
    }

    @Override
    protected void redisplay(boolean flush) {
        super.redisplay(flush);
        String now = reading ? buf.toString() : "";
        if (!now.equals(draft)) {
            draft = now;
            drafts.accept(now);
        }
    }

    /** Sets the supplier of the prompt of the lines read from now on; any thread may ask it. */
    void asks(Supplier<String> prompt) {
        asked = prompt;
    }

    /**
     * Asks for the prompt anew, and shows it if a line is being read and the prompt has changed.
     * Any thread may call.
     */
    void promptChanged() {
        lock.lock();
        try {
            AttributedString before = ownPrompt;
            setPrompt(null);
            if (reading && !ownPrompt.equals(before)) {
                redisplay(false);
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the prompt of {@link #asks} instead: the argument may be older than a change of the
     * prompt.
     */
    @Override
    public void setPrompt(@Nullable String ignored) {
        lock.lock();
        try {
            super.setPrompt(asked.get());
            ownPrompt = this.prompt;
            compose();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Prints rows above the prompt, and sets those that may still change. Any thread may call.
     *
     * @param rows the rows that stay as they are
     * @param live all rows that may still change
     */
    void print(List<AttributedString> rows, List<AttributedString> live) {
        lock.lock();
        try {
            boolean isChanged = !live.equals(this.live);
            this.live = List.copyOf(live);
            compose();
            if (!rows.isEmpty()) {
                printAbove(AttributedString.join(NEW_LINE, rows));
            } else if (isChanged && reading) {
                redisplay(false);
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Empties the screen except for the prompt and the line being typed. Any thread may call. */
    void empty() {
        lock.lock();
        try {
            if (reading) {
                clearScreen();
                redisplay(true);
            } else {
                terminal.puts(Capability.clear_screen);
            }
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Has the terminal tell whether its window has the user's attention, until the end. */
    void askForFocus() {
        if (hasSequences()) {
            isFocusAsked = true;
            send("\033[?1004h");
        }
    }

    /** Ends what was asked of the terminal. */
    void end() {
        if (isFocusAsked) {
            send("\033[?1004l");
        }
    }

    /** Tells whether the terminal takes sequences that others would show. */
    boolean hasSequences() {
        return !isDumb(terminal) && !terminal.getType().equals(LINUX_CONSOLE);
    }

    /** Asks something of the terminal. Any thread may call. */
    void send(String codes) {
        lock.lock();
        try {
            terminal.writer().write(codes);
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    private void compose() {
        List<AttributedString> all = new ArrayList<>(live);
        all.add(ownPrompt);
        prompt = AttributedString.join(NEW_LINE, all);
    }
}
