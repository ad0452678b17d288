package peerlink.cli;

import java.io.IOError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Status;

/**
 * The screen of the chat: lines appear above the prompt and leave what is half typed as it is. Whatever thread has something
 * to show, one thread prints it, from one queue.
 */
final class TerminalView implements View, AutoCloseable {
    /** How many lines may wait for a terminal that is stopped or slow, before those who show them wait too. */
    static final int CAPACITY = 1000;

    private static final System.Logger LOG = System.getLogger(TerminalView.class.getName());
    private static final int CLOSE_MILLIS = 500;

    private final Terminal terminal;
    private final LineReader reader;

    /** How lines look; of its size, {@link #surface()} tells what it is now. */
    private final Surface atStart;

    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(CAPACITY);
    private final Map<Long, String> tasks = Collections.synchronizedMap(new LinkedHashMap<>());
    private final AtomicBoolean statusDue = new AtomicBoolean();
    private final Thread printer;

    /** What the printing thread is asked for. */
    private sealed interface Entry {
        /**
         * @param counted whether room was taken for it
         */
        record Show(Line line, boolean counted) implements Entry {}

        /** How far tasks have come has changed; one of these waits at most. */
        record Status() implements Entry {}

        record Clear() implements Entry {}

        /** The last one. */
        record Close() implements Entry {}
    }

    /**
     * @param reader reads on the same terminal; it belongs to the view from now on, as the terminal does
     */
    TerminalView(LineReader reader, boolean colours) {
        this.terminal = reader.getTerminal();
        this.reader = reader;
        this.atStart = Surface.of(terminal, colours);
        this.printer = Thread.ofVirtual().name("screen").start(this::print);
    }

    @Override
    public void show(Line line) {
        try {
            room.acquire();
            queue.add(new Entry.Show(line, true));
        } catch (InterruptedException e) {
            // who is to end must not be kept; the line is shown all the same
            Thread.currentThread().interrupt();
            post(line);
        }
    }

    @Override
    public void post(Line line) {
        queue.add(new Entry.Show(line, false));
    }

    @Override
    public void progress(long task, String text) {
        tasks.put(task, text);
        statusChanged();
    }

    @Override
    public void progressEnded(long task, String text) {
        tasks.remove(task);
        statusChanged();
        show(Line.dim(text));
    }

    @Override
    public Surface surface() {
        return Surface.of(terminal, atStart.colours());
    }

    private void statusChanged() {
        if (!statusDue.getAndSet(true)) {
            queue.add(new Entry.Status());
        }
    }

    @Override
    public void clear() {
        queue.add(new Entry.Clear());
    }

    private void print() {
        try {
            List<Entry> entries = new ArrayList<>();
            do {
                entries.clear();
                entries.add(queue.take());
                queue.drainTo(entries);
                print(entries);
            } while (!entries.contains(new Entry.Close()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints what has gathered. What can't be printed is lost, and nothing else: the screen goes on. */
    private void print(List<Entry> entries) {
        try {
            printed(entries);
        } catch (RuntimeException | IOError e) {
            LOG.log(System.Logger.Level.ERROR, "the terminal could not show what it should", e);
        } finally {
            room.release(
                    (int)
                            entries.stream()
                                    .filter(e -> e instanceof Entry.Show show && show.counted())
                                    .count());
        }
    }

    /** Prints lines in one go. */
    private void printed(List<Entry> entries) {
        List<AttributedString> lines = new ArrayList<>();
        boolean status = false;
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Show(var line, _) ->
                        lines.addAll(Rows.of(atStart.styled(line), terminal.getColumns()));
                case Entry.Status() -> {
                    statusDue.set(false);
                    status = true;
                }
                case Entry.Clear() -> {
                    lines.clear();
                    terminal.puts(Capability.clear_screen);
                    terminal.flush();
                }
                case Entry.Close() -> {
                    // what came with it is still printed
                }
            }
        }
        if (status) {
            Status.getStatus(terminal)
                    .update(
                            running().stream()
                                    .map(text -> atStart.styled(Line.dim(text)))
                                    .toList());
        }
        if (!lines.isEmpty()) {
            reader.printAbove(AttributedString.join(new AttributedString("\n"), lines));
        }
    }

    private List<String> running() {
        synchronized (tasks) {
            return List.copyOf(tasks.values());
        }
    }

    /** Prints what is still to be shown, and gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        queue.add(new Entry.Close());
        room.release(Integer.MAX_VALUE / 2); // nobody is to wait for a screen that is gone
        try {
            printer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Status.getExistingStatus(terminal).ifPresent(Status::close);
        terminal.close();
    }
}
