package peerlink.bench.networks;

import java.time.Duration;

/**
 * The longest waits of a measurement, which together are less than a minute.
 *
 * @param first for the acknowledgement of the first message
 * @param others for the arrival of all others
 * @param direct for a direct path, once messages arrive
 * @param back for the link, after a change of the network
 * @param why for the command {@code why}
 */
record Limits(Duration first, Duration others, Duration direct, Duration back, Duration why) {
    /** As long as a person may wait. */
    static final Limits FULL = of(20, 8, 8, 18, 10);

    /** Enough for what works. */
    static final Limits SHORT = of(12, 5, 5, 10, 3);

    private static Limits of(int first, int others, int direct, int back, int why) {
        return new Limits(
                Duration.ofSeconds(first),
                Duration.ofSeconds(others),
                Duration.ofSeconds(direct),
                Duration.ofSeconds(back),
                Duration.ofSeconds(why));
    }
}
