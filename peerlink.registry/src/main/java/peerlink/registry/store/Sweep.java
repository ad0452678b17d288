package peerlink.registry.store;

import java.time.Duration;

/**
 * Sums up one sweep of the leases.
 *
 * @param ended the number of leases that it ended
 * @param lag the greatest delay between a lease's running out and its end; zero if there was none
 */
public record Sweep(int ended, Duration lag) {
    /** Nothing had run out. */
    public static final Sweep NOTHING = new Sweep(0, Duration.ZERO);
}
