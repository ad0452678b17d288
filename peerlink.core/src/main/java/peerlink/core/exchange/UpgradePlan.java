package peerlink.core.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Plans the attempts of an {@link Exchange} to replace a relayed link by a direct one. The side
 * that has opened the relayed link makes them: at once, then after pauses that grow, and at once
 * again when the network has changed or the peer has come with new addresses. The other side makes
 * one only after such a change. Not safe for use by several threads: the session's lock guards it.
 * Times are those of the exchange.
 */
final class UpgradePlan {
    /** The pauses after attempts, each lengthened by a random time up to a quarter. */
    private static final Duration[] PAUSES = {
        Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)
    };

    /** The shortest time between two attempts, whatever asks for one. */
    static final Duration SHORTEST = Duration.ofSeconds(10);

    private final LinkStates links;
    private final RandomGenerator random;
    private int failures;
    private long pause;
    private boolean isUpgrading;
    private boolean isHurried;
    private boolean isTickDue;
    private boolean hasTried;
    private long triedAt;

    UpgradePlan(LinkStates links, RandomGenerator random) {
        this.links = links;
        this.random = random;
    }

    /** Looks whether the link that sends is one to replace, as it may have changed. */
    void look() {
        isTickDue = true;
    }

    /** Plans an attempt at once, as there may be a way now that was not there before. */
    void hurry() {
        failures = 0;
        pause = 0;
        isHurried = true;
        isTickDue = true;
    }

    void begun(long now) {
        isUpgrading = true;
        isHurried = false;
        hasTried = true;
        triedAt = now;
    }

    /**
     * Notes that an attempt is over. A pause follows even if it has succeeded: a direct link that
     * does not hold must not be made again and again.
     */
    void settled() {
        long shortest = PAUSES[Math.min(failures, PAUSES.length - 1)].toNanos();
        failures++;
        pause = shortest + random.nextLong(shortest / 4);
        isUpgrading = false;
        isTickDue = true;
    }

    /** Notes that a link has ended: if it was direct and has held, the next one may, too. */
    void ended(LinkState link) {
        if (!link.isRelayed() && link.signs().hasHeld()) {
            failures = 0;
            pause = 0;
        }
        isTickDue = true;
    }

    /**
     * Returns the nanoseconds until an attempt is due; 0 if it is due, {@link Long#MAX_VALUE} if
     * none is wanted.
     */
    long nanosUntilDue(long now) {
        if (isUpgrading || !links.isRelayed() || !(links.isSenderDialled() || isHurried)) {
            return Long.MAX_VALUE;
        }
        long wait = Math.max(pause, SHORTEST.toNanos());
        return hasTried ? Math.max(0, wait - (now - triedAt)) : 0;
    }

    /**
     * Tells whether {@link #nanosUntilDue} is to be asked again. Returns true once for each reason.
     */
    boolean takeTickDue() {
        boolean due = isTickDue;
        isTickDue = false;
        return due;
    }
}
