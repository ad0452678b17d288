package peerlink.registry;

import java.time.Duration;

/**
 * What one sweep of the leases has come to.
 *
 * @param ended how many leases it ended
 * @param lag how late the latest of these was ended after it had run out; zero if there was none
 */
public record Sweep(int ended, Duration lag) {
    /** Nothing had run out. */
    public static final Sweep NOTHING = new Sweep(0, Duration.ZERO);
}
