package peerlink.registry;

import java.time.Duration;

/**
 * What one sweep of the leases has come to.
 *
 * @param ended how many leases it ended
 * @param lag how long before it the first of these had run out; zero if there was none
 */
public record Sweep(int ended, Duration lag) {
    /** Nothing had run out. */
    public static final Sweep NOTHING = new Sweep(0, Duration.ZERO);
}
