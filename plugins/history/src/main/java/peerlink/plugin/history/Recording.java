package peerlink.plugin.history;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peerlink.api.JournalReading;
import peerlink.api.PluginContext;

/**
 * Lets the {@link Recorder} read while the user wants messages to be kept. Otherwise nothing waits
 * for it on disk either. Safe for use by several threads.
 */
final class Recording {
    private final PluginContext context;
    private final HistorySettings settings;
    private final Recorder recorder;
    private @Nullable JournalReading reading;

    Recording(PluginContext context, HistorySettings settings, Recorder recorder) {
        this.context = context;
        this.settings = settings;
        this.recorder = recorder;
    }

    /** Begins, and drops what waits if that is not wanted any more. */
    synchronized void start() throws IOException {
        reading = context.read(recorder);
        follow();
    }

    /** Follows a change of the settings. */
    synchronized void follow() throws IOException {
        JournalReading now = reading;
        if (settings.isOn() && now == null) {
            reading = context.read(recorder);
        } else if (!settings.isOn() && now != null) {
            reading = null;
            now.close();
        }
    }

    /** Waits until all messages that there are now are kept; returns whether they are. */
    boolean await(Duration patience) throws InterruptedException {
        JournalReading now;
        synchronized (this) {
            now = reading;
        }
        return now == null || now.await(patience);
    }
}
