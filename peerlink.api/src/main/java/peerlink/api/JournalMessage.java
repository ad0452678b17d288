package peerlink.api;

import java.time.Instant;

/**
 * A message of the profile, for a {@link JournalReader}: one that was received, or one of its own
 * that the peer has acknowledged.
 *
 * @param number grows with each message, whoever the peer is; none comes twice in a profile, unless
 *     the profile's messages were set back or deleted
 * @param isSent whether it is the profile's own
 * @param peer the other side, under the name by which this node knows it now
 * @param at the time at which the message was received, or its acknowledgement came, by this node's
 *     clock
 * @param isAgain whether it may have come before under another number, which is rare
 */
public record JournalMessage(
        long number, boolean isSent, Peer peer, Message message, Instant at, boolean isAgain) {}
