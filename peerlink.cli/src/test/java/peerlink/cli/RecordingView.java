package peerlink.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Keeps what would be shown. */
final class RecordingView implements View {
    private static final long DEADLINE_MILLIS = 10_000;

    private final Surface surface;
    private final List<String> lines = new ArrayList<>();
    private final Map<Long, String> progress = new LinkedHashMap<>();

    RecordingView() {
        this(Surface.unmeasured(StandardCharsets.UTF_8, false));
    }

    RecordingView(Surface surface) {
        this.surface = surface;
    }

    @Override
    public synchronized void show(Line line) {
        lines.add(line.text());
        notifyAll();
    }

    @Override
    public void print(Line line) {
        show(line);
    }

    @Override
    public void post(Line line) {
        show(line);
    }

    @Override
    public synchronized Live live(Line line) {
        int row = lines.size();
        show(line);
        return new Live() {
            private boolean isLeft;

            @Override
            public void change(Line line) {
                if (!isLeft) {
                    set(row, line);
                }
            }

            @Override
            public void leave() {
                isLeft = true;
            }

            @Override
            public void settle(Line line, Line after) {
                if (isLeft) {
                    show(after);
                } else {
                    set(row, line);
                }
            }
        };
    }

    private synchronized void set(int row, Line line) {
        lines.set(row, line.text());
        notifyAll();
    }

    @Override
    public synchronized void progress(long task, String text) {
        progress.put(task, text);
    }

    @Override
    public synchronized void progressEnded(long task, String text) {
        progress.remove(task);
        show(Line.plain(text));
    }

    @Override
    public Surface surface() {
        return surface;
    }

    @Override
    public synchronized void clear() {
        lines.clear();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized Map<Long, String> progress() {
        return Map.copyOf(progress);
    }

    /** Waits for a line that fits, and returns it. */
    synchronized String await(Predicate<String> fits) throws InterruptedException {
        long deadline = System.currentTimeMillis() + DEADLINE_MILLIS;
        while (true) {
            for (String line : lines) {
                if (fits.test(line)) {
                    return line;
                }
            }
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError("no such line in " + lines);
            }
            wait(left);
        }
    }
}
