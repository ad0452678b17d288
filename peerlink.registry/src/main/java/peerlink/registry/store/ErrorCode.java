package peerlink.registry.store;

import java.util.Locale;

/**
 * Names the reason for which a request was declined; {@code docs/registry-protocol.md} explains
 * each to the client.
 */
public enum ErrorCode {
    /** The frame or record breaks the protocol. */
    MALFORMED,
    /** The server doesn't know this kind of request. */
    UNKNOWN_REQUEST,
    /** The signed record is longer than 1 KiB. */
    RECORD_TOO_LARGE,
    /** The record's key is not the one that the link proves. */
    FOREIGN_KEY,
    /** The statement was signed too long ago, or ahead of the server's clock. */
    BAD_TIME,
    /** The statement's number is not greater than one seen before. */
    STALE_SEQUENCE,
    /** The signature is not the key's. */
    BAD_SIGNATURE,
    /** The name, or one that looks like it, belongs to another key. */
    NAME_TAKEN,
    /** There is no lease. */
    NOT_REGISTERED,
    /** Another link has registered with the same key since, and is open. */
    SUPERSEDED,
    /** The operator doesn't allow this request. */
    NOT_ALLOWED,
    /** The peer to be signalled has no registered link to this server now. */
    UNREACHABLE,
    /** Too many requests. */
    RATE_LIMITED,
    /** Too many connections or leases. */
    TOO_MANY,
    /** The server can't reach or write its store. */
    UNAVAILABLE;

    /** Returns the word on the wire, such as {@code name-taken}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
