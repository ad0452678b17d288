package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.RefusedException;

/**
 * Decides when to open the next link, and is the one place that does. A time that a server has
 * asked for holds even while a caller waits; a guess is shorter then. Not safe for use by several
 * threads.
 */
final class Reconnect {
    /**
     * A link on which the server was heard for so long is a success: the pauses are short again.
     */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Backoff backoff;
    private final RandomGenerator random;
    private int failures;
    private RequestDeadline usual = RequestDeadline.in(Duration.ZERO);
    private RequestDeadline quick = RequestDeadline.in(Duration.ZERO);
    private @Nullable RequestDeadline asked;

    Reconnect(Backoff backoff, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
    }

    /**
     * Plans the next try after a link has ended, or could not be opened.
     *
     * @param held the time for which the server was heard on the link; zero if none could be opened
     */
    void ended(IOException reason, Duration held) {
        failures = held.compareTo(STEADY) > 0 ? 0 : failures + 1;
        int before = Math.max(0, failures - 1);
        Duration wanted = asked(reason);
        usual = RequestDeadline.in(backoff.delay(before, wanted, random));
        quick = wanted.isZero() ? RequestDeadline.in(backoff.awaitedDelay(before, random)) : usual;
        asked = wanted.isZero() ? null : usual;
    }

    /**
     * Forgets the failures, as they may have come from the network of this machine: the next try is
     * due at once, unless the server has asked for a pause.
     */
    void hurry() {
        failures = 0;
        if (asked == null || !asked.left().isPositive()) {
            usual = RequestDeadline.in(Duration.ZERO);
            quick = usual;
        }
    }

    /**
     * Returns the time until the next try.
     *
     * @param isAwaited true if a caller waits for a link
     */
    Duration left(boolean isAwaited) {
        return (isAwaited ? quick : usual).left();
    }

    /**
     * Returns the rest of the time for which the server wants to be left alone; zero or less if
     * none.
     */
    Duration askedFor() {
        return asked == null ? Duration.ZERO : asked.left();
    }

    /**
     * Returns the time for which the server wants to be left alone, by its own words; zero if it
     * has not said so.
     */
    static Duration asked(IOException reason) {
        return reason instanceof RefusedException refused
                ? refused.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
    }
}
