package peerlink.cli.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
 *
 * <p>The file is longer than most, as all that draws the prompt shares the reader's lock.
 */
public class ChatReader extends DraftEditor {
    private static final AttributedString NEW_LINE = new AttributedString("\n");

    private static final String LINUX_CONSOLE = "linux";

    /** Asks the terminal of which kind it is (DA2). */
    private static final String KIND = "\033[>c";

    private volatile boolean isFocusAsked;
    private volatile Supplier<String> asked = () -> "";
    private final Size usual;
    private final ScreenWritten written;
    private volatile Consumer<String> drafts = _ -> {};

    private volatile Runnable resized = this::redraw;

    // the reader's lock guards these
    private final SynchronizedOutput output;
    private final ResizePause pause = new ResizePause(lock);
    private String kind = "";
    private List<AttributedString> below = List.of();
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
        this.output = new SynchronizedOutput(terminal);
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
        if (signal != Signal.WINCH) {
            super.handleSignal(signal);
            return;
        }
        measure(terminal, usual);
        lock.lock();
        try {
            pause.resized();
        } finally {
            lock.unlock();
        }
        resized.run();
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
        output.run(() -> super.redisplay(false));
        if (flush) {
            terminal.flush();
        }
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
            if (rows.isEmpty() && !isChanged) {
                return;
            }
            awaitWidth();
            this.live = List.copyOf(live);
            compose();
            output.run(() -> draw(rows));
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the rows below the line being typed. They are not shown while a list is there, where the
     * screen is too low, and on a terminal that can't move its cursor. Any thread may call.
     */
    void below(List<AttributedString> rows) {
        lock.lock();
        try {
            if (!rows.equals(below) && !isDumb(terminal)) {
                below = List.copyOf(rows);
                redraw();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Draws the prompt and all around it as is right for the terminal's size. A long prompt waits
     * for the last of several sizes: drawn at each of them, it would move up the screen each time,
     * as a terminal keeps the number of rows below it.
     */
    void redraw() {
        lock.lock();
        try {
            awaitWidth(PromptDisplay::isLong);
            if (reading) {
                redisplay(false);
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sets the listener for another size, which has the prompt drawn anew; it must not block. */
    void onResize(Runnable listener) {
        resized = listener;
    }

    private void draw(List<AttributedString> rows) {
        if (!rows.isEmpty()) {
            if (reading) {
                display.update(List.of(), 0, false);
            }
            rows.forEach(row -> terminal.writer().write(row.toAnsi(terminal) + rowEnd()));
        }
        if (reading) {
            redisplay(false);
        }
    }

    private String rowEnd() {
        return display instanceof PromptDisplay drawn && reading
                ? drawn.rowEnd()
                : System.lineSeparator();
    }

    /** Waits for the size of the terminal, if the rows of the prompt depend on it, and takes it. */
    private void awaitWidth() {
        awaitWidth(PromptDisplay::isUncertain);
    }

    private void awaitWidth(Predicate<PromptDisplay> isNeeded) {
        pause.await(
                () -> reading && display instanceof PromptDisplay drawn && isNeeded.test(drawn));
        if (reading && display instanceof PromptDisplay) {
            fit();
        }
    }

    /** Takes on the terminal's present size. */
    private void fit() {
        Size now = terminal.getSize();
        if (now.getColumns() != size.getColumns() || now.getRows() != size.getRows()) {
            size = now;
            display.resize(now);
        }
    }

    @Override
    boolean begun() {
        if (!isDumb(terminal) && size.getColumns() > 0) {
            display = new PromptDisplay(terminal, breaks());
            display.resize(size);
        }
        return super.begun();
    }

    private Breaks breaks() {
        return Breaks.of(terminal.getType(), kind);
    }

    @Override
    void isOfKind(String answer) {
        lock.lock();
        try {
            kind = answer;
            if (display instanceof PromptDisplay drawn) {
                drawn.breaks(breaks());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void synchronizes() {
        output.known();
    }

    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondary) {
        boolean isListing = post != null;
        AttributedString line = super.getDisplayedBufferWithPrompts(secondary);
        if (!reading || isListing || below.isEmpty() || isDumb(terminal)) {
            return line;
        }
        int rows = line.columnSplitLength(Math.max(1, size.getColumns())).size();
        return rows + below.size() > size.getRows()
                ? line
                : AttributedString.join(
                        NEW_LINE, Stream.concat(Stream.of(line), below.stream()).toList());
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

    /**
     * Has the terminal tell whether its window has the user's attention, until the end, its kind,
     * and perhaps whether it has synchronized output. The answers come among the keys; nothing
     * waits for them.
     */
    void ask(boolean forSynchronizedOutput) {
        if (hasSequences()) {
            isFocusAsked = true;
            send("\033[?1004h" + KIND + (forSynchronizedOutput ? SynchronizedOutput.QUESTION : ""));
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
