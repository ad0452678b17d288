package peerlink.core.model;

import java.time.Instant;
import peerlink.api.Message;
import peerlink.api.Peer;

/**
 * A message that this profile has received, or one of its own that was acknowledged.
 *
 * @param number grows with each entry of the journal, whoever the peer is; no number comes twice
 * @param peer the other side, under the name by which this node knows it now
 * @param at the time at which the message was received, or its acknowledgement came
 * @param isAgain whether an earlier entry may have been the same message: it was not finished when
 *     another cursor was made
 */
public record JournalEntry(
        long number, Direction direction, Peer peer, Message message, Instant at, boolean isAgain) {
    /** Makes an entry of a message that was none before. */
    public JournalEntry(long number, Direction direction, Peer peer, Message message, Instant at) {
        this(number, direction, peer, message, at, false);
    }

    /** The way of a message. */
    public enum Direction {
        RECEIVED,
        SENT
    }
}
