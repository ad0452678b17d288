package peerlink.core.plugin;

import java.time.Duration;
import peerlink.core.guard.CallLimits;

/**
 * The times that plugins may take.
 *
 * @param start the time to load, and to start; a plugin that needs longer has failed
 * @param patience the wait of the node for all starts
 * @param stop the time for its tasks to end, and then to stop
 * @param calls the times of the calls while it runs
 */
public record PluginLimits(Duration start, Duration patience, Duration stop, CallLimits calls) {
    public static final PluginLimits DEFAULT =
            new PluginLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** Sets limits with the usual ones for calls. */
    public PluginLimits(Duration start, Duration patience, Duration stop) {
        this(start, patience, stop, CallLimits.DEFAULT);
    }
}
