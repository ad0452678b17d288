package peerlink.registry.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;

/**
 * Computes the pause before the next try: any time between the floor and a bound that doubles with
 * each failure (full jitter), so that clients which lost their server together don't come back
 * together. A time that a server asks for comes before that.
 *
 * @param floor the shortest wait
 * @param first the bound after the first failure
 * @param cap the bound that is never exceeded
 * @param awaited the bound that is not exceeded while a caller waits
 */
public record Backoff(Duration floor, Duration first, Duration cap, Duration awaited) {
    /**
     * For a server somewhere: quick at first, then up to 5 minutes; a caller waits for 10 seconds
     * at most.
     */
    static final Backoff REMOTE =
            new Backoff(
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(4));

    /** For one machine's own registry, which another node has to take over at once. */
    static final Backoff LOCAL =
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(2));

    /** For a request that a server declines on a link that holds. */
    static final Backoff DECLINED =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMinutes(5));

    /** Makes a backoff that doesn't grow while a caller waits. */
    public Backoff(Duration floor, Duration first, Duration cap) {
        this(floor, first, cap, first);
    }

    /**
     * @param failures the number of tries that have failed before this one, from 0 on
     */
    Duration delay(int failures, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(floor.toMillis(), bound(failures) + 1));
    }

    /** Returns the same as {@link #delay(int, RandomGenerator)}, while a caller waits. */
    Duration awaitedDelay(int failures, RandomGenerator random) {
        long bound = Math.min(bound(failures), awaited.toMillis());
        return Duration.ofMillis(random.nextLong(floor.toMillis(), bound + 1));
    }

    /**
     * Returns the pause after a server has asked for some time: that time, and on top of it as much
     * as otherwise, or up to half of the time asked for if that is more: the server may have asked
     * many clients for the same.
     *
     * @param asked zero if it has not asked; bounded already, as {@link
     *     peerlink.api.RefusedException} does
     */
    Duration delay(int failures, Duration asked, RandomGenerator random) {
        long most = Math.max(bound(failures), asked.toMillis() / 2);
        return asked.plusMillis(random.nextLong(floor.toMillis(), most + 1));
    }

    /**
     * Returns the time until a lease is to be renewed: not before the server says, and not after
     * half the lease or an hour in any case, so that there is time for a second try, and for a
     * record to be signed anew.
     */
    static Duration renewal(Answer.Leased lease, RandomGenerator random) {
        long ttl = Math.clamp(lease.ttl(), 100, Duration.ofHours(2).toMillis());
        long latest = ttl / 2;
        long earliest = Math.clamp(lease.renewAfter(), 10, latest);
        return Duration.ofMillis(random.nextLong(earliest, latest + 1));
    }

    /**
     * Returns the time until a record is to be signed again: apart from others that were signed at
     * the same time, and never too late.
     */
    static Duration resigning(RandomGenerator random) {
        long latest = ProtocolLimits.RECORD_LIFE.toMillis();
        return Duration.ofMillis(random.nextLong(latest / 4 * 3, latest + 1));
    }

    private long bound(int failures) {
        long bound = first.toMillis();
        for (int i = 0; i < failures && bound < cap.toMillis(); i++) {
            bound *= 2;
        }
        return Math.min(bound, cap.toMillis());
    }
}
