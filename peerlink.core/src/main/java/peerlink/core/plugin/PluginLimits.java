package peerlink.core.plugin;

import java.time.Duration;

/**
 * How long plugins may take.
 *
 * @param start to be loaded, and to start: a plugin that needs longer has failed
 * @param patience how long the start of the next plugin waits for the one before
 * @param stop for its tasks to end, and then to stop
 */
public record PluginLimits(Duration start, Duration patience, Duration stop) {
    public static final PluginLimits DEFAULT =
            new PluginLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(1));
}
