package peerlink.core.model;

import java.time.Duration;

/**
 * The times that a plugin's code may take, all above zero.
 *
 * @param start the time to load, and to start
 * @param accepts the time to decide on a message
 * @param handle the time to handle one, or to hear that one was delivered
 * @param complete the time to complete a command's argument
 */
public record PluginTimes(Duration start, Duration accepts, Duration handle, Duration complete) {
    public static final PluginTimes DEFAULT =
            new PluginTimes(
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(200));

    public PluginTimes {
        if (!start.isPositive()
                || !accepts.isPositive()
                || !handle.isPositive()
                || !complete.isPositive()) {
            throw new IllegalArgumentException("times for plugins must be above zero");
        }
    }
}
