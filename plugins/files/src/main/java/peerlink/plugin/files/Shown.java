package peerlink.plugin.files;

import java.time.Duration;
import peerlink.api.Progress;
import peerlink.api.Registration;

/**
 * The progress of a transfer while it moves: on the user's screen, and in numbers. The screen is
 * told each second, also that nothing moves. Safe for use by several threads.
 */
final class Shown implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Pace pace;
    private final Progress progress;
    private final Registration ticking;

    private Shown(Pace pace, Progress progress, Registration ticking) {
        this.pace = pace;
        this.progress = progress;
        this.ticking = ticking;
    }

    /**
     * Begins to show a transfer.
     *
     * @param number the transfer's number
     * @param title one line, such as {@code report.pdf to bob}
     * @param total the bytes of all
     * @param done the bytes that are there already
     */
    static Shown begin(TransferContext context, int number, String title, long total, long done) {
        Progress progress = context.plugin().progress(title, total);
        progress.advance(done);
        return new Shown(
                new Pace(context.nanoClock(), total, done),
                progress,
                context.plugin().every("progress " + number, TICK, () -> progress.advance(0)));
    }

    /** Notes bytes that have gone. */
    void advance(long bytes) {
        pace.advance(bytes);
        progress.advance(bytes);
    }

    Pace pace() {
        return pace;
    }

    /** Takes it off the screen. Does nothing the second time. */
    @Override
    public void close() {
        ticking.close();
        progress.close();
    }
}
