package peerlink.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Status;

/**
 * The screen of the chat: lines appear above the prompt and leave what is half typed as it is. Whatever thread has something
 * to show, one thread prints it, from one queue.
 */
final class TerminalView implements View, AutoCloseable {
    private static final int CLOSE_MILLIS = 500;

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean colours;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Map<Long, String> tasks = new LinkedHashMap<>();
    private final Thread printer;

    /** What the printing thread is asked for. */
    private sealed interface Entry {
        record Show(Line line) implements Entry {}

        record Running(long task, String text) implements Entry {}

        record Ended(long task, String text) implements Entry {}

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
        this.colours = colours;
        this.printer = Thread.ofVirtual().name("screen").start(this::print);
    }

    @Override
    public void show(Line line) {
        queue.add(new Entry.Show(line));
    }

    @Override
    public void progress(long task, String text) {
        queue.add(new Entry.Running(task, text));
    }

    @Override
    public void progressEnded(long task, String text) {
        queue.add(new Entry.Ended(task, text));
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
            } while (print(entries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints what has gathered, lines in one go; tells whether to go on. */
    private boolean print(List<Entry> entries) {
        List<AttributedString> lines = new ArrayList<>();
        boolean status = false;
        boolean more = true;
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Show(var line) -> lines.add(styled(line));
                case Entry.Running(var task, var text) -> {
                    tasks.put(task, text);
                    status = true;
                }
                case Entry.Ended(var task, var text) -> {
                    tasks.remove(task);
                    lines.add(styled(Line.dim(text)));
                    status = true;
                }
                case Entry.Clear() -> {
                    lines.clear();
                    terminal.puts(Capability.clear_screen);
                    terminal.flush();
                }
                case Entry.Close() -> more = false;
            }
        }
        if (status) {
            Status.getStatus(terminal)
                    .update(tasks.values().stream().map(text -> styled(Line.dim(text))).toList());
        }
        if (!lines.isEmpty()) {
            reader.printAbove(AttributedString.join(new AttributedString("\n"), lines));
        }
        return more;
    }

    private AttributedString styled(Line line) {
        AttributedStringBuilder text = new AttributedStringBuilder();
        for (Line.Part part : line.parts()) {
            text.styled(style(part.tone()), Glyphs.fitting(part.text(), terminal.encoding()));
        }
        return text.toAttributedString();
    }

    private AttributedStyle style(Line.Tone tone) {
        AttributedStyle style = AttributedStyle.DEFAULT;
        if (!colours) {
            return style;
        }
        return switch (tone) {
            case PLAIN -> style;
            case DIM -> style.faint();
            case STRONG -> style.bold();
            case OWN -> style.foreground(AttributedStyle.CYAN);
            case PEER -> style.foreground(AttributedStyle.GREEN).bold();
            case WARNING -> style.foreground(AttributedStyle.YELLOW);
        };
    }

    /** Prints what is still to be shown, and gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        queue.add(new Entry.Close());
        try {
            printer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Status.getExistingStatus(terminal).ifPresent(Status::close);
        terminal.close();
    }
}
