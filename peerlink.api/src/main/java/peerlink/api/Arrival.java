package peerlink.api;

import java.time.Instant;

/**
 * Tells of a message's arrival at this node.
 *
 * @param receivedAt the time at which it came, by this node's clock, in contrast to {@link
 *     Message#sentAt}
 * @param redelivered whether an earlier run of the node may have handled the message too, and was
 *     cut off before that was on disk. A handler that must not act twice compares {@link
 *     Message#from} and {@link Message#id} with those that it has handled
 */
public record Arrival(Instant receivedAt, boolean redelivered) {}
