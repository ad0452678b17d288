package peerlink.registry;

import java.util.Locale;

/** Why a request was declined; {@code docs/registry-protocol.md} tells what each means for the client. */
enum ErrorCode {
    MALFORMED,
    UNKNOWN_REQUEST,
    RECORD_TOO_LARGE,
    FOREIGN_KEY,
    BAD_TIME,
    STALE_SEQUENCE,
    BAD_SIGNATURE,
    NAME_TAKEN,
    NOT_REGISTERED,
    NOT_ALLOWED,
    RATE_LIMITED,
    TOO_MANY;

    /** Returns the word on the wire, such as {@code name-taken}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
