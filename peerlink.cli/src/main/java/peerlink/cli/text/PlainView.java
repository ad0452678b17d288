package peerlink.cli.text;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * Prints lines one after the other, without tones. Of a task's progress it prints the end alone.
 */
public final class PlainView implements View {
    private final PrintStream out;

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
    public void progressEnded(long task, String text) {
        show(Line.plain(text));
    }

    @Override
    public TerminalStyle surface() {
        return TerminalStyle.unmeasured(out.charset(), false);
    }

    @Override
    public void clear() {}
}
