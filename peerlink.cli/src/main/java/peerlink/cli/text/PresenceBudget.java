package peerlink.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import peerlink.api.PeerId;

/**
 * Bounds the lines that tell of peers that come and go, so that a stranger on the local network
 * can't bury the talk under them, be it with one key or with many. Not safe for use by several
 * threads.
 */
final class PresenceBudget {
    /** The lines about one peer at once, and the time in which one of them comes back. */
    static final int OF_ONE = 6;

    private static final Duration ONE_BACK = Duration.ofMinutes(1);

    /** The lines about all peers at once, and the time in which one of them comes back. */
    static final int OF_ALL = 40;

    private static final Duration ALL_BACK = Duration.ofSeconds(10);

    private static final Duration TOLD_EVERY = Duration.ofMinutes(5);

    /** The most peers that are told apart; the one not heard of for longest is forgotten. */
    private static final int MAX_PEERS = 1_000;

    private static final class Lines {
        private final int most;
        private final Duration back;
        private double left;
        private Instant at;

        Lines(int most, Duration back, Instant now) {
            this.most = most;
            this.back = back;
            this.left = most;
            this.at = now;
        }

        boolean take(Instant now) {
            double more = Duration.between(at, now).toMillis() / (double) back.toMillis();
            // a clock that was set back gives nothing
            left = Math.min(most, left + Math.max(0, more));
            at = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    private final Map<PeerId, Lines> peers = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<Lines> all = Optional.empty();
    private Instant toldAt = Instant.EPOCH;

    /** The fate of one line. */
    enum Fate {
        SHOWN,
        /** It is left out, and the user is to be told that some are. */
        TOLD_OF,
        LEFT_OUT
    }

    /** Takes one line about a peer. */
    Fate take(PeerId peer, Instant now) {
        Lines own = peers.computeIfAbsent(peer, _ -> new Lines(OF_ONE, ONE_BACK, now));
        if (peers.size() > MAX_PEERS) {
            peers.remove(peers.keySet().iterator().next());
        }
        Lines together = all.orElseGet(() -> new Lines(OF_ALL, ALL_BACK, now));
        all = Optional.of(together);
        if (own.take(now) && together.take(now)) {
            return Fate.SHOWN;
        }
        if (now.isBefore(toldAt.plus(TOLD_EVERY))) {
            return Fate.LEFT_OUT;
        }
        toldAt = now;
        return Fate.TOLD_OF;
    }
}
