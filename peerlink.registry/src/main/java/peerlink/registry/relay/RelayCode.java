package peerlink.registry.relay;

import java.util.Locale;

/**
 * Names the reason for which a relay declines; {@code docs/relay-protocol.md} explains each to the
 * client.
 */
enum RelayCode {
    /** The frame breaks the protocol. */
    MALFORMED,
    /** The operator doesn't admit the peer, or a link of this kind. */
    NOT_ALLOWED,
    /** The peer that is called has no place here. */
    NOT_HERE,
    /** The peer that is called has not answered in time. */
    NO_ANSWER,
    /** The peer that is called takes no more calls now. */
    BUSY,
    /** No call with this number waits for this peer. */
    UNKNOWN_CIRCUIT,
    /** Another link has taken the place of the same key since. */
    SUPERSEDED,
    /** Too many places, circuits or links. */
    TOO_MANY,
    /** Too many calls. */
    RATE_LIMITED,
    /** The relay is about to end. */
    GO_AWAY;

    /** Returns the word on the wire, such as {@code not-here}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Tells whether a client that causes it may do harm, such that its address is of interest. */
    boolean isSuspicious() {
        return this == MALFORMED || this == TOO_MANY || this == RATE_LIMITED;
    }
}
