package peerlink.core.plugin;

import java.time.Duration;

/**
 * The times that plugins may take.
 *
 * @param start the time to load, and to start; a plugin that needs longer has failed
 * @param patience the wait of the node for all starts
 * @param stop the time for its tasks to end, and then to stop
 */
public record PluginLimits(Duration start, Duration patience, Duration stop) {
    public static final PluginLimits DEFAULT =
            new PluginLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(1));
}
