package peerlink.core.model;

import java.time.Instant;
import peerlink.api.Message;
import peerlink.api.Peer;

/**
 * A message that this profile has received, or one of its own that was acknowledged or given up.
 *
 * @param number grows with each entry of the journal, whoever the peer is; no number comes twice
 * @param peer the other side, under the name by which this node knows it now
 * @param at the time at which the message was received, its acknowledgement came, or it was
 *     given up
 * @param isAgain whether an earlier entry may have been the same message: it was not finished when
 *     another cursor was made
 * @param failure a line for people that says why it was given up; empty if it was not
 */
public record JournalEntry(
        long number,
        Direction direction,
        Peer peer,
        Message message,
        Instant at,
        boolean isAgain,
        String failure) {
    /** Makes an entry of a message that was none before. */
    public JournalEntry(long number, Direction direction, Peer peer, Message message, Instant at) {
        this(number, direction, peer, message, at, false, "");
    }

    /** The way of a message, and its end. */
    public enum Direction {
        RECEIVED,

        /** An own one that its peer has acknowledged. */
        SENT,

        /** An own one that will not be delivered: it has expired, or was taken back. */
        FAILED
    }
}
