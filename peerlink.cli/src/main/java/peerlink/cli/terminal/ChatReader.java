package peerlink.cli.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
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
 */
public class ChatReader extends DraftEditor {
    private static final AttributedString NEW_LINE = new AttributedString("\n");

    private static final String LINUX_CONSOLE = "linux";

    // synchronized output:
    // https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
    private static final String BEGIN_FRAME = "\033[?2026h";
    private static final String END_FRAME = "\033[?2026l";

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private volatile boolean isFocusAsked;
    private volatile Supplier<String> asked = () -> "";
    private final Size usual;
    private final ScreenWritten written;
    private volatile Consumer<String> drafts = _ -> {};

    private volatile Runnable resized = this::redraw;
    private volatile boolean isSynchronized;

    // the reader's lock guards these
    private final Condition quiet = lock.newCondition();
    private boolean isResized;
    private boolean isInFrame;
    private long firstResize;
    private long lastResize;
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
            lastResize = System.nanoTime();
            firstResize = isResized ? firstResize : lastResize;
            isResized = true;
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
        boolean isOutermost = beginFrame();
        super.redisplay(false);
        endFrame(isOutermost);
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
            boolean isOutermost = beginFrame();
            if (!rows.isEmpty() && reading) {
                display.update(List.of(), 0, false);
            }
            if (!rows.isEmpty()) {
                terminal.writer().println(AttributedString.join(NEW_LINE, rows).toAnsi(terminal));
            }
            if (reading) {
                redisplay(false);
            }
            endFrame(isOutermost);
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
                awaitWidth();
                below = List.copyOf(rows);
                redraw();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Draws the prompt and all around it as is right for the terminal's size. */
    void redraw() {
        lock.lock();
        try {
            awaitWidth();
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

    /**
     * Waits until the terminal tells its size, if the rows of the prompt depend on it. Some tell at
     * once of the first of several changes, and of the others only {@link #QUIET_NANOS} later
     * (tmux's {@code server_client_check_pane_resize}): what is drawn meanwhile would leave a piece
     * of the prompt behind.
     */
    private void awaitWidth() {
        while (reading && display instanceof PromptDisplay drawn && drawn.isUncertain()) {
            long now = System.nanoTime();
            long left = Math.min(lastResize + QUIET_NANOS, firstResize + LONGEST_NANOS) - now;
            if (!isResized || left <= 0) {
                break;
            }
            try {
                // what is done before the time is over changes nothing
                quiet.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        isResized = false;
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
            // st and the Linux console cut rows instead of breaking them
            boolean isReflowing =
                    !terminal.getType().equals(LINUX_CONSOLE)
                            && !terminal.getType().matches("st(-.*)?");
            display = new PromptDisplay(terminal, isReflowing);
            display.resize(size);
        }
        return super.begun();
    }

    @Override
    void synchronizes() {
        isSynchronized = true;
    }

    /** Has the terminal show nothing of what follows until the end of it. */
    private boolean beginFrame() {
        if (!isSynchronized || isInFrame) {
            return false;
        }
        isInFrame = true;
        terminal.writer().write(BEGIN_FRAME);
        return true;
    }

    private void endFrame(boolean isOutermost) {
        if (isOutermost) {
            isInFrame = false;
            terminal.writer().write(END_FRAME);
        }
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
     * Has the terminal tell whether its window has the user's attention, until the end, and
     * perhaps whether it has synchronized output. The answer comes among the keys; nothing waits
     * for it.
     */
    void ask(boolean forSynchronizedOutput) {
        if (hasSequences()) {
            isFocusAsked = true;
            send("\033[?1004h" + (forSynchronizedOutput ? "\033[?2026$p" : ""));
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
