package peerlink.cli.terminal;

import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalSequence;
import peerlink.cli.text.TerminalStyle;
import peerlink.cli.text.Theme;
import peerlink.cli.text.View;

/**
 * The screen of the chat. Lines appear above the prompt and leave the line being typed as it is.
 * Any thread may show a line; one thread prints them all, from one queue.
 *
 * <p>The file is longer than most, as all that changes the screen shares that queue.
 */
public final class TerminalView implements View, AutoCloseable {
    /**
     * The largest number of lines that wait for a terminal that is stopped or slow. Then the
     * threads that show lines wait too.
     */
    static final int CAPACITY = 1000;

    private static final System.Logger LOG = System.getLogger(TerminalView.class.getName());
    private static final int CLOSE_MILLIS = 500;

    /** A lower screen may have no room for the status line. */
    private static final int FEWEST_ROWS = 4;

    /** A narrower screen may have no room for the unread messages of a peer with a long name. */
    private static final int FEWEST_COLUMNS = 41;

    /** The most rows for what plugins do at this moment. */
    private static final int MOST_RUNNING = 4;

    private final Terminal terminal;
    private final ChatReader reader;

    private final boolean colours;
    private final ChatSettings settings;

    private final BlockingQueue<ScreenEntry> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(CAPACITY);
    private final LiveLines live = new LiveLines(); // the printing thread's
    private final Map<Long, String> tasks = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Long, String> items = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile List<StatusRow.Part> statusLine = List.of();
    private final AtomicBoolean statusDue = new AtomicBoolean();
    private final Thread printer;
    private volatile boolean closed;

    /**
     * @param reader reads on the same terminal; the view owns it from now on, with the terminal
     * @param colours whether the user lets programs use colours
     * @param settings the settings, which may change
     */
    public TerminalView(ChatReader reader, boolean colours, ChatSettings settings) {
        this.terminal = reader.getTerminal();
        this.reader = reader;
        this.colours = colours;
        this.settings = settings;
        reader.onResize(() -> queue.add(new ScreenEntry.Resized()));
        this.printer = Thread.ofVirtual().name("peerlink screen-printer").start(this::print);
    }

    @Override
    public void show(Line line) {
        try {
            room.acquire();
            queue.add(new ScreenEntry.Show(line, true, null));
        } catch (InterruptedException e) {
            // a thread that is to end must not wait here; the line is shown all the same
            Thread.currentThread().interrupt();
            post(line);
        }
    }

    @Override
    public void print(Line line) {
        CompletableFuture<Void> printed = new CompletableFuture<>();
        queue.add(new ScreenEntry.Show(line, false, printed));
        if (closed) {
            failUnprinted();
        }
        try {
            printed.join();
        } catch (CompletionException e) {
            throw new UncheckedIOException(
                    new IOException("the terminal does not show what it should", e.getCause()));
        }
    }

    @Override
    public void post(Line line) {
        queue.add(new ScreenEntry.Show(line, false, null));
    }

    @Override
    public Live live(Line line) {
        Object key = new Object();
        queue.add(new ScreenEntry.Change(key, line, true));
        return new Live() {
            @Override
            public void change(Line line) {
                queue.add(new ScreenEntry.Change(key, line, false));
            }

            @Override
            public void leave() {
                queue.add(new ScreenEntry.Leave(key));
            }

            @Override
            public void settle(Line line, Line after) {
                queue.add(new ScreenEntry.Settle(key, line, after));
            }
        };
    }

    @Override
    public void progress(long task, String text) {
        tasks.put(task, text);
        statusChanged();
    }

    @Override
    public void progressEnded(long task) {
        tasks.remove(task);
        statusChanged();
    }

    @Override
    public void status(long item, String text) {
        items.put(item, text);
        statusChanged();
    }

    @Override
    public void statusEnded(long item) {
        items.remove(item);
        statusChanged();
    }

    @Override
    public TerminalStyle surface() {
        return TerminalStyle.of(terminal, colours ? settings.theme() : Theme.NONE);
    }

    @Override
    public void send(TerminalSequence sequence) {
        if (hasSequences() || sequence.isBell()) {
            queue.add(new ScreenEntry.Send(sequence));
        }
    }

    @Override
    public boolean hasSequences() {
        return reader.hasSequences();
    }

    @Override
    public boolean isEchoing() {
        return LineEditor.isDumb(terminal);
    }

    @Override
    public boolean hasStatusLine() {
        TerminalStyle now = surface();
        return isStatusOn() && now.rows() >= FEWEST_ROWS && now.columns() >= FEWEST_COLUMNS;
    }

    private boolean isStatusOn() {
        return settings.isOn(ChatSetting.STATUS) && !isEchoing();
    }

    /** Sets the parts of the status line. Any thread may call; never waits. */
    public void statusLine(List<StatusRow.Part> parts) {
        statusLine = List.copyOf(parts);
        statusChanged();
    }

    private void statusChanged() {
        if (!statusDue.getAndSet(true)) {
            queue.add(new ScreenEntry.Status());
        }
    }

    @Override
    public void clear() {
        queue.add(new ScreenEntry.Clear());
    }

    private void print() {
        try {
            List<ScreenEntry> entries = new ArrayList<>();
            do {
                entries.clear();
                entries.add(queue.take());
                queue.drainTo(entries);
                print(entries);
            } while (!entries.contains(new ScreenEntry.Close()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            failUnprinted();
        }
    }

    /** Fails the lines that no thread will print any more, so that no caller waits for them. */
    private void failUnprinted() {
        List<ScreenEntry> entries = new ArrayList<>();
        queue.drainTo(entries);
        settle(entries, new IOException("the chat has ended"));
    }

    /**
     * Prints the entries that have gathered. An entry that can't be printed is lost, and nothing
     * else: the screen goes on.
     */
    private void print(List<ScreenEntry> entries) {
        Throwable failure = null;
        try {
            printed(entries);
            if (terminal.writer().checkError()) {
                failure = new IOException("the terminal has gone");
            } else if (entries.stream().anyMatch(TerminalView::isAwaited)) {
                reader.awaitWritten();
            }
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | IOError e) {
            LOG.log(System.Logger.Level.ERROR, "the terminal could not show what it should", e);
            failure = e;
        } finally {
            settle(entries, failure);
        }
    }

    private static boolean isAwaited(ScreenEntry entry) {
        return entry instanceof ScreenEntry.Show show && show.printed() != null;
    }

    /**
     * Releases the lines' places in the queue, and completes their futures, with the failure if
     * they were not written.
     */
    private void settle(List<ScreenEntry> entries, @Nullable Throwable failure) {
        for (ScreenEntry entry : entries) {
            if (entry instanceof ScreenEntry.Show show) {
                room.release(show.counted() ? 1 : 0);
                if (show.printed() != null && failure == null) {
                    show.printed().complete(null);
                } else if (show.printed() != null) {
                    show.printed().completeExceptionally(failure);
                }
            }
        }
    }

    /** Prints lines in one go. */
    private void printed(List<ScreenEntry> entries) {
        List<Line> lines = new ArrayList<>();
        StringBuilder sequences = new StringBuilder();
        boolean status = false;
        boolean isResized = false;
        for (ScreenEntry entry : entries) {
            switch (entry) {
                case ScreenEntry.Show(var line, _, _) -> lines.add(line);
                case ScreenEntry.Change(var key, var line, var isNew) -> {
                    if (isNew || live.contains(key)) {
                        lines.addAll(live.put(key, line));
                    }
                }
                case ScreenEntry.Leave(var key) -> lines.addAll(live.remove(key));
                case ScreenEntry.Settle(var key, var line, var after) ->
                        lines.add(live.remove(key).isEmpty() ? after : line);
                case ScreenEntry.Status() -> {
                    statusDue.set(false);
                    status = true;
                }
                case ScreenEntry.Resized() -> {
                    status = true;
                    isResized = true;
                }
                case ScreenEntry.Clear() -> {
                    lines.clear();
                    reader.empty();
                }
                case ScreenEntry.Send(var sequence) -> sequences.append(sequence.codes());
                case ScreenEntry.Close() -> lines.addAll(live.removeAll());
            }
        }
        // a prompt that is higher than the screen can't be drawn anew
        while (drawn(live.all()).size() > Math.max(1, surface().rows() / 2)) {
            lines.addAll(live.removeFirst());
        }
        reader.print(once(lines), drawn(live.all()));
        if (status) {
            reader.below(below());
        }
        if (isResized) {
            reader.redraw();
        }
        if (!sequences.isEmpty()) {
            reader.send(sequences.toString());
        }
    }

    private List<AttributedString> once(List<Line> lines) {
        TerminalStyle style = surface();
        boolean isLinked = hasSequences() && settings.isOn(ChatSetting.LINKS);
        return rows(
                lines,
                line ->
                        Rows.printed(
                                style.styled(line),
                                style.commands(line),
                                terminal.getColumns(),
                                isLinked));
    }

    private List<AttributedString> drawn(List<Line> lines) {
        TerminalStyle style = surface();
        return rows(lines, line -> Rows.drawn(style.styled(line), terminal.getColumns()));
    }

    private static List<AttributedString> rows(
            List<Line> lines, Function<Line, List<AttributedString>> breaking) {
        return lines.stream().map(breaking).flatMap(List::stream).toList();
    }

    /** Returns the rows below the line being typed: what goes on, and the status line. */
    private List<AttributedString> below() {
        TerminalStyle style = surface();
        List<Line> rows = new ArrayList<>();
        List<String> running = running();
        int shown = Math.min(running.size(), Math.min(MOST_RUNNING, style.rows() / 4));
        running.subList(0, shown).forEach(text -> rows.add(Line.dim(text)));
        if (shown < running.size()) {
            rows.add(Line.dim("and %d more".formatted(running.size() - shown)));
        }
        if (isStatusOn()) {
            Line row = StatusRow.fitting(statusLine, style);
            if (!row.text().isEmpty()) {
                rows.add(row);
            }
        }
        return rows.stream()
                .map(style::styled)
                .map(row -> row.columnSubSequence(0, Math.max(1, style.columns() - 1)))
                .toList();
    }

    private List<String> running() {
        List<String> all = new ArrayList<>();
        synchronized (items) {
            all.addAll(items.values());
        }
        synchronized (tasks) {
            all.addAll(tasks.values());
        }
        return all;
    }

    /** Prints the remaining entries, and restores the terminal. */
    @Override
    public void close() throws IOException {
        queue.add(new ScreenEntry.Close());
        room.release(Integer.MAX_VALUE / 2); // no caller may wait for a screen that is gone
        try {
            printer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.end();
        terminal.close();
    }
}
