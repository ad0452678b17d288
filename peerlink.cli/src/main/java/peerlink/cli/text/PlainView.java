package peerlink.cli.text;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prints lines one after the other, without tones. It prints no progress, and of a text that stays
 * the first and then one change every half minute.
 */
public final class PlainView implements View {
    private static final long STATUS_PAUSE = Duration.ofSeconds(30).toNanos();

    private final PrintStream out;
    private final Map<Long, Long> told = new ConcurrentHashMap<>();

    public PlainView(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Line line) {
        out.println(Glyphs.fitting(line.text(), out.charset()));
    }

    @Override
    public void print(Line line) {
        show(line);
        if (out.checkError()) {
            throw new UncheckedIOException(new IOException("nobody reads the output any more"));
        }
    }

    @Override
    public void post(Line line) {
        show(line);
    }

    @Override
    public Live live(Line line) {
        show(line);
        return new Live() {
            @Override
            public void change(Line line) {}

            @Override
            public void leave() {}

            @Override
            public void settle(Line line, Line after) {
                show(after);
            }
        };
    }

    @Override
    public void progress(long task, String text) {}

    @Override
    public void progressEnded(long task) {}

    @Override
    public void status(long item, String text) {
        long now = System.nanoTime();
        Long before = told.get(item);
        if (before == null || now - before >= STATUS_PAUSE) {
            told.put(item, now);
            show(Line.plain(text));
        }
    }

    @Override
    public void statusEnded(long item) {
        told.remove(item);
    }

    @Override
    public TerminalStyle surface() {
        return TerminalStyle.unmeasured(out.charset(), false);
    }

    @Override
    public void clear() {}
}
