package peerlink.plugin.history.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Holds one message that was said.
 *
 * @param number its place in the order in which messages came; greater than 0, or 0 for one that
 *     has none yet
 * @param direction the way that it went
 * @param peer the other side
 * @param name the other side's name when it was last heard of
 * @param message the message's id, as its sender has chosen it; empty for one of an old history
 * @param text the text, every character of it: to be cleaned before it is shown
 * @param receivedAt the time at which it came, or its acknowledgement did, by this node's clock, in
 *     milliseconds
 * @param sentAt the time at which its sender says that it was written; empty if it gives none, or
 *     that is not known any more
 */
public record Entry(
        long number,
        Direction direction,
        PeerId peer,
        PeerName name,
        String message,
        String text,
        Instant receivedAt,
        Optional<Instant> sentAt) {
    /** The way of a message. */
    public enum Direction {
        RECEIVED,
        SENT
    }

    /**
     * The delay from which on the time of writing is told beside that of arrival: clocks differ by
     * less.
     */
    private static final Duration LATE = Duration.ofMinutes(5);

    /** Returns the time of writing, if it is long before that of arrival. */
    public Optional<Instant> written() {
        return sentAt.filter(at -> !at.isAfter(receivedAt.minus(LATE)));
    }
}
