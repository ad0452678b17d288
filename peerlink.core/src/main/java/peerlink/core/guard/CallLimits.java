package peerlink.core.guard;

import java.time.Duration;

/**
 * The times that calls of a plugin's code may take.
 *
 * @param accepts the time to decide on a message
 * @param handle the time to handle one, or to hear that one was delivered
 * @param complete the time to complete an argument, while the user waits
 * @param most the number of calls that may take longer within ten minutes; with the last of them
 *     the plugin is set aside
 */
public record CallLimits(Duration accepts, Duration handle, Duration complete, int most) {
    public static final CallLimits DEFAULT =
            new CallLimits(
                    Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMillis(200), 3);
}
